package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.jobs.simulate.Course.Outcome;
import dev.quartermaster.jobs.simulate.Course.Outcome.Drained;
import dev.quartermaster.jobs.simulate.Course.Outcome.Never;
import dev.quartermaster.jobs.simulate.Course.Outcome.NotWithin;
import dev.quartermaster.jobs.simulate.DrainRate;
import dev.quartermaster.jobs.simulate.Predicted;
import dev.quartermaster.jobs.simulate.Simulation;
import dev.quartermaster.jobs.simulate.Simulation.Overdue;
import dev.quartermaster.ops.cli.SimulateOutageCommand.Answer;
import java.time.Duration;
import java.util.Locale;

/** What a simulated outage comes to, in plain words; it must not promise more than is true. */
final class OutageWords {

  private static final String RESET = "cpu-reset";

  private OutageWords() {}

  /** The policy that decides, in the configuration's word; none when nothing is missed. */
  static String decided(Predicted one) {
    return one.missed() == 0
        ? "none"
        : one.schedule().when().catchUp().name().toLowerCase(Locale.ROOT);
  }

  /** What becomes of the planned times of a schedule; 38 columns at most. */
  static String says(Predicted one) {
    if (one.missed() == 0) {
      return "nothing is missed";
    }
    return switch (one.schedule().when().catchUp()) {
      case COALESCE -> one.missed() == 1 ? "runs late" : "one run stands for all of them";
      case SKIP -> skipped(one);
      case BACKFILL -> backfilled(one);
    };
  }

  private static String skipped(Predicted one) {
    if (one.runs().isEmpty()) {
      return "let go";
    }
    return one.missed() == 1 ? "runs, a moment late" : "the newest runs, the others are let go";
  }

  private static String backfilled(Predicted one) {
    if (one.missed() == 1) {
      return "runs late";
    }
    String last = span(one.lastStart().orElse(Duration.ZERO));
    return one.letGo() == 0
        ? "each runs, the last after " + last
        : "%,d let go; last runs after %s".formatted(one.letGo(), last);
  }

  /** In one sentence, and what it means to users. */
  static String closing(Answer answer) {
    Simulation simulation = answer.simulation();
    String outage = span(simulation.outage().length()) + " without a node would leave ";
    String tarpit =
        answer.inTarpit() == 0
            ? ""
            : " Of the %s in the tarpit now, those whose period ends meanwhile are free of it in every answer; but hosts hear of it from a node, and so not before one is up."
                .formatted(Count.of(answer.inTarpit(), "account"));
    return outage
        + overdue(simulation)
        + " Allowances do not wait for that: whatever is read or charged after an account's reset time sees the new one."
        + tarpit;
  }

  private static String overdue(Simulation simulation) {
    Overdue periods = simulation.periods();
    long peak = Math.round(periods.course().peak().items());
    if (peak == 0) {
      return "no period overdue.";
    }
    String leaves = Count.of(peak, "period") + " overdue; ";
    return leaves + settled(simulation, periods.course().outcome(), peak == 1 ? "it" : "they");
  }

  private static String settled(Simulation simulation, Outcome outcome, String they) {
    if (outcome instanceof Drained drained) {
      return "%s would be settled %s after it ends.".formatted(they, span(drained.after()));
    } else if (outcome instanceof NotWithin later) {
      return "%s after it ends %,d would still wait."
          .formatted(span(later.looked()), Math.round(later.left()));
    }
    return "and it would never be through: " + never(simulation, (Never) outcome);
  }

  private static String never(Simulation simulation, Never never) {
    String why = simulation.leftOut().get(RESET);
    if (why != null) {
      return "%s is %s, so nothing settles them.".formatted(RESET, why);
    }
    return "as many come in as are settled%s."
        .formatted(
            never.growsPerDay() < 1
                ? ""
                : " and more: it grows by %,d a day".formatted(Math.round(never.growsPerDay())));
  }

  /** Where the figure of what comes in is from. */
  static String arrivals(Overdue periods) {
    return periods.usual().days() == 0
        ? "as the ledger has them now: it goes back less than a day, so what else comes is not known"
        : "as many as ended at each hour of the last %s on average, or as the ledger has them already where that is more"
            .formatted(periods.usual().days() == 1 ? "day" : periods.usual().days() + " days");
  }

  /** Where the figure of how fast they are settled is from. */
  static String drain(Answer answer) {
    DrainRate rate = answer.simulation().periods().rate();
    String nodes =
        answer.nodesUp() == 0
            ? "no node is up now, one is assumed"
            : "%s up now"
                .formatted(answer.nodesUp() == 1 ? "1 node is" : answer.nodesUp() + " nodes are");
    String speed =
        rate.measured()
            .map(
                run ->
                    "as measured on the run of %s, %s on %s"
                        .formatted(
                            When.absolute(run.plannedFor()),
                            Count.of(run.items(), "period"),
                            run.nodes() == 1 ? "1 node" : run.nodes() + " nodes"))
            .orElse("not measured yet (no run has settled 1,000 periods): a cautious figure");
    return speed + "; " + nodes;
  }

  /** {@code 26 h}, {@code 14 s}, {@code 3 d 2 h}; fractions of a second count as one. */
  static String span(Duration span) {
    long seconds = span.plusMillis(999).toSeconds();
    return seconds >= 3_600 && seconds < 48 * 3_600 && seconds % 3_600 == 0
        ? seconds / 3_600 + " h"
        : Spans.words(seconds);
  }
}
