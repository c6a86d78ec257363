package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.run.Pauses;
import dev.quartermaster.jobs.run.Pauses.Pause;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "resume",
    description = "End its pause: it fires again from its next planned time on.",
    footer = {"  quartermaster schedules resume nightly-report"},
    mixinStandardHelpOptions = true)
final class SchedulesResumeCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Parameters(paramLabel = "NAME", description = "The schedule's name.")
  private String name;

  /** The pause that was in force, and what passed in it. */
  private record Resumed(Optional<Pause> pause, Missed passed) {}

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      Schedule schedule =
          Declared.schedule(session.installation().configuration().schedules(), name);
      Resumed resumed =
          session
              .database()
              .transaction(handle -> changing.tried(handle, () -> resume(handle, schedule)));
      output.print(json(resumed), out -> print(out, resumed));
    }
    return ExitCode.DONE;
  }

  private Resumed resume(Handle handle, Schedule schedule) {
    Optional<Pause> pause = Pauses.of(handle, name);
    Optional<Missed> passed = Pauses.resume(handle, schedule, Audit.person());
    if (passed.isPresent()) {
      Audit.record(handle, "schedules resume", name, changing.reason);
    }
    return new Resumed(pause, passed.orElse(Missed.NONE));
  }

  private ObjectNode json(Resumed resumed) {
    Missed passed = resumed.passed();
    return JsonNodeFactory.instance
        .objectNode()
        .put("schedule", name)
        .put("was_paused", resumed.pause().isPresent())
        .put("paused_at", resumed.pause().map(pause -> pause.at().toString()).orElse(null))
        .put("paused_by", resumed.pause().map(Pause::by).orElse(null))
        .put("passed", passed.count())
        .put("first_passed", passed.first().map(Instant::toString).orElse(null))
        .put("last_passed", passed.last().map(Instant::toString).orElse(null));
  }

  private void print(PrintStream out, Resumed resumed) {
    if (resumed.pause().isEmpty()) {
      out.println(name + ": was not paused");
      return;
    }
    Pause pause = resumed.pause().get();
    out.printf(
        "%s: %sresumed; it was paused since %s by %s%n",
        name, changing.dryRun ? "would be " : "", When.absolute(pause.at()), pause.by());
    Missed passed = resumed.passed();
    if (passed.count() == 0) {
      out.println("No planned time passed meanwhile.");
      return;
    }
    boolean orMore = passed.count() == Missed.MOST;
    out.printf(
        "%s%s passed meanwhile and will not run. To run them nevertheless:%n"
            + "  schedules backfill %s --from %s --to %s%n",
        Count.of(passed.count(), "planned time"),
        orMore ? " or more" : "",
        name,
        passed.first().orElseThrow(),
        passed.last().orElseThrow());
  }
}
