package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.jobs.simulate.Course;
import dev.quartermaster.jobs.simulate.Course.Outcome.Drained;
import dev.quartermaster.jobs.simulate.Course.Outcome.Never;
import dev.quartermaster.jobs.simulate.DrainRate;
import dev.quartermaster.jobs.simulate.Outage;
import dev.quartermaster.jobs.simulate.Predicted;
import dev.quartermaster.jobs.simulate.Simulation;
import dev.quartermaster.jobs.simulate.Simulation.Overdue;
import dev.quartermaster.ops.cli.SimulateOutageCommand.Answer;
import java.time.Instant;

/** A simulated outage for programs. */
final class OutageJson {

  private OutageJson() {}

  static ObjectNode of(Answer answer) {
    Simulation simulation = answer.simulation();
    Outage outage = simulation.outage();
    Overdue periods = simulation.periods();
    Course course = periods.course();
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("from", outage.from().toString());
    document.put("to", outage.end().toString());
    document.put("for_s", outage.length().toMillis() / 1000.0);
    document.put("backlog_before", Math.round(periods.before()));
    document.put("backlog_peak", Math.round(course.peak().items()));
    document.put(
        "backlog_peak_at", OutageText.after(outage.from(), course.peak().atSeconds()).toString());
    // Null when it is never drained, or nobody can say when.
    document.put(
        "drained_after_s",
        course.outcome() instanceof Drained drained ? drained.after().toMillis() / 1000.0 : null);
    document.put(
        "grows_per_day",
        course.outcome() instanceof Never never ? Math.round(never.growsPerDay()) : null);
    document.put("in_tarpit", answer.inTarpit());
    ArrayNode runs = document.putArray("runs");
    simulation.schedules().forEach(one -> runs.add(run(one, outage)));
    ArrayNode leftOut = document.putArray("left_out");
    simulation
        .leftOut()
        .forEach((schedule, why) -> leftOut.addObject().put("schedule", schedule).put("why", why));
    document.set("rates", rates(answer));
    ArrayNode curve = document.putArray("curve");
    course
        .curve()
        .forEach(
            point ->
                curve
                    .addObject()
                    .put("at_s", Math.round(point.atSeconds() * 10) / 10.0)
                    .put("items", Math.round(point.items())));
    document.put("says", OutageWords.closing(answer));
    return document;
  }

  private static ObjectNode run(Predicted one, Outage outage) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schedule", one.schedule().name());
    json.put("missed", one.missed());
    json.put("and_more", one.andMore());
    json.put("first_missed", one.firstMissed().map(Instant::toString).orElse(null));
    json.put("last_missed", one.newest().map(Instant::toString).orElse(null));
    json.put("decided", OutageWords.decided(one));
    json.put("runs", one.runs().size());
    // As the history of its run will tell: without the planned time that runs itself.
    json.put("caught_up_misses", one.decision().missed().count());
    json.put("let_go", one.letGo());
    json.put(
        "last_start_at",
        one.lastStart().map(outage.end()::plus).map(Instant::toString).orElse(null));
    json.put("says", OutageWords.says(one));
    return json;
  }

  private static ObjectNode rates(Answer answer) {
    Overdue periods = answer.simulation().periods();
    DrainRate rate = periods.rate();
    ObjectNode rates = JsonNodeFactory.instance.objectNode();
    rates
        .putObject("arrivals")
        .put("in_outage", Math.round(periods.comeIn()))
        .put("days_measured", periods.usual().days())
        .put("source", OutageWords.arrivals(periods));
    rates
        .putObject("drain")
        .put("items_per_s", Math.round(rate.perSecond()))
        .put("measured", rate.measured().isPresent())
        .put("run", rate.measured().map(run -> run.plannedFor().toString()).orElse(null))
        .put("nodes_up", answer.nodesUp())
        .put("nodes_assumed", rate.nodes())
        .put("source", OutageWords.drain(answer));
    return rates;
  }
}
