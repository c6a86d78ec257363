package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.run.Pauses;
import dev.quartermaster.jobs.run.Pauses.Pause;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.node.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "pause",
    description = {
      "Let nothing of it start until 'resume', or until its end; a run that goes on is let be.",
      "What passes meanwhile is not missed: 'backfill' can still run it."
    },
    footer = {
      "  quartermaster schedules pause nightly-report --for PT2H --reason \"migration\"",
      "  quartermaster schedules pause nightly-report --until 2027-01-01T03:00:00Z"
    },
    mixinStandardHelpOptions = true)
final class SchedulesPauseCommand implements Callable<Integer> {

  private static final Duration LONGEST = Duration.ofDays(366);

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Parameters(paramLabel = "NAME", description = "The schedule's name.")
  private String name;

  @Option(
      names = "--for",
      paramLabel = "D",
      description = "For so long, such as PT2H; then it goes on by itself.")
  private @Nullable String length;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Until then, such as 2026-11-21T03:00:00Z; then it goes on by itself.")
  private @Nullable String end;

  /** The pause that is in force, and whether it was before. */
  private record Paused(Pause pause, boolean already, Instant now) {}

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      Schedule schedule =
          Declared.schedule(session.installation().configuration().schedules(), name);
      Paused paused =
          session
              .database()
              .transaction(handle -> changing.tried(handle, () -> pause(handle, schedule)));
      output.print(json(paused), out -> out.println(words(paused)));
    }
    return ExitCode.DONE;
  }

  private Paused pause(Handle handle, Schedule schedule) {
    String reason = Optional.ofNullable(changing.reason).orElse("");
    Optional<Instant> until = until(DatabaseClock.now(handle));
    boolean changed = Pauses.pause(handle, schedule, Audit.person(), reason, until);
    if (!changed && until.isPresent()) {
      throw new Refused(
          "%s is paused already, %s; end that by 'schedules resume %s' first"
              .formatted(
                  name,
                  since(Pauses.of(handle, name).orElseThrow(), DatabaseClock.now(handle)),
                  name));
    }
    if (changed) {
      Audit.record(handle, "schedules pause", name, changing.reason);
    }
    Pause pause = Pauses.of(handle, name).orElseThrow();
    return new Paused(pause, !changed, DatabaseClock.now(handle));
  }

  private Optional<Instant> until(Instant now) {
    if (length != null && end != null) {
      throw new BadInput("--for and --until say the same; give one of them");
    } else if (length != null) {
      return Optional.of(
          now.plus(GivenTime.length("--for", length, Duration.ofSeconds(10), LONGEST)));
    } else if (end == null) {
      return Optional.empty();
    }
    Instant until = GivenTime.parse("--until", end);
    if (!until.isAfter(now)) {
      throw new BadInput("--until %s has passed; it is %s now".formatted(end, When.absolute(now)));
    } else if (until.isAfter(now.plus(LONGEST))) {
      throw new BadInput(
          "--until %s is too far away; %s at most".formatted(end, Spans.words(LONGEST)));
    }
    return Optional.of(until);
  }

  private ObjectNode json(Paused paused) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("schedule", name)
        .put("state", "paused")
        .put("already_paused", paused.already())
        .put("paused_at", paused.pause().at().toString())
        .put("paused_by", paused.pause().by())
        .put("reason", paused.pause().reason())
        .put("paused_until", paused.pause().until().map(Instant::toString).orElse(null));
  }

  private String words(Paused paused) {
    if (paused.already()) {
      return name + ": was paused already, " + since(paused.pause(), paused.now());
    }
    return "%s: %spaused%s; 'schedules resume %s' ends it"
        .formatted(
            name,
            changing.dryRun ? "would be " : "",
            paused.pause().until().map(end -> " until " + When.at(end, paused.now())).orElse(""),
            name);
  }

  /** {@code since 2026-11-21 03:26:37Z (5 min ago) by ada@hk-1: a migration}. */
  static String since(Pause pause, Instant now) {
    return "since %s by %s%s%s"
        .formatted(
            When.at(pause.at(), now),
            pause.by(),
            pause.until().map(end -> ", until " + When.at(end, now)).orElse(""),
            pause.reason().isEmpty() ? "" : ": " + pause.reason());
  }
}
