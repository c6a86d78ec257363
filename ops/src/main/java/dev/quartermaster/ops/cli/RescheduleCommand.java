package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.quota.bulk.Act;
import dev.quartermaster.quota.bulk.Chosen;
import dev.quartermaster.quota.bulk.Operation;
import dev.quartermaster.quota.bulk.Operation.Window;
import dev.quartermaster.quota.bulk.Preview;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@WantsReason
@Command(
    name = "reschedule",
    description = {
      "Spread the next reset times of accounts evenly over a window.",
      "Whoever has a reset before the new time keeps it, as one more: no period becomes longer.",
      "Can be stopped and run again: it goes on where it was."
    },
    footer = {
      "  quartermaster reschedule --overdue --over PT6H --dry-run",
      "  quartermaster reschedule --all --over PT6H --reason \"after the outage\" --yes"
    },
    mixinStandardHelpOptions = true)
final class RescheduleCommand implements Callable<Integer> {

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(31);

  /** Longer than any sensible window lies ahead, and short enough to catch a slip of the pen. */
  private static final Duration FURTHEST = Duration.ofDays(366);

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;
  @Mixin private ManyAccounts many;

  @Option(
      names = "--over",
      paramLabel = "DURATION",
      required = true,
      description = "How long the window is, such as PT6H.")
  private String over;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "When it begins (ISO-8601 with zone); in a minute when not given.")
  private @Nullable String from;

  /** What became of it. */
  private record Result(long matched, long moved, Window window, double seconds) {}

  @Override
  public Integer call() {
    if (many.given() != 1) {
      throw new BadInput("say which accounts: one of --overdue, --plan and --all");
    }
    if (!changing.dryRun) {
      changing.requiredReason();
    }
    Act.Reschedule act =
        new Act.Reschedule(
            Optional.ofNullable(from).map(text -> GivenTime.parse("--from", text)),
            GivenTime.length("--over", over, SHORTEST, LONGEST));
    long began = System.nanoTime();
    try (Session session = where.look()) {
      Result result = run(session, act, many.chosen().orElseThrow(), began);
      output.print(json(result), out -> print(out, result));
      return ExitCode.DONE;
    }
  }

  private Result run(Session session, Act.Reschedule act, Chosen chosen, long began) {
    session.database().run(many::check);
    InBulk bulk = new InBulk(session, changing);
    // What is gone on with began when its times were still to come.
    boolean left = bulk.tellLeft(act, chosen);
    Instant now = left ? now(session) : inTime(session, act);
    if (changing.dryRun || !changing.yes) {
      Preview preview =
          session.database().transaction(handle -> Preview.ofReschedule(handle, chosen));
      if (changing.dryRun) {
        Window window = new Window(act.from().orElse(now.plus(SHORTEST)), act.over());
        return new Result(preview.matched(), preview.changed(), window, seconds(began));
      }
      changing.confirm(
          "the next reset of %,d accounts would be moved".formatted(preview.matched()),
          preview.matched());
      if (!left) {
        inTime(session, act);
      }
    }
    Operation done = bulk.run(act, chosen);
    return new Result(
        done.matched(), done.changed().orElse(0L), done.window().orElseThrow(), seconds(began));
  }

  private static Instant now(Session session) {
    return session.database().transaction(DatabaseClock::now);
  }

  /** It is now, and nothing would be moved to the past. */
  private Instant inTime(Session session, Act.Reschedule act) {
    Instant now = now(session);
    act.from().ifPresent(at -> refuse(at, now));
    return now;
  }

  private void refuse(Instant at, Instant now) {
    if (at.isBefore(now)) {
      throw new BadInput(
          "--from %s is past: it is %s now; leave it out to begin in a minute"
              .formatted(from, When.absolute(now)));
    } else if (at.isAfter(now.plus(FURTHEST))) {
      throw new BadInput(
          "--from %s is too far ahead: reset times are moved within the next %s"
              .formatted(from, Spans.words(FURTHEST)));
    }
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static ObjectNode json(Result result) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("matched", result.matched());
    json.put("moved", result.moved());
    json.put("seconds", result.seconds());
    boolean some = result.matched() > 0;
    json.put("first", some ? result.window().from().toString() : null);
    json.put("last", some ? result.window().last(result.matched()).toString() : null);
    return json;
  }

  private void print(PrintStream out, Result result) {
    String line =
        "%s%,d accounts: the next reset of %,d moved%s; %.1f s"
            .formatted(
                changing.dryRun ? "would be: " : "",
                result.matched(),
                result.moved(),
                result.matched() == 0
                    ? ""
                    : ", to %s … %s (who has one before that keeps it, as one more)"
                        .formatted(
                            When.absolute(result.window().from()),
                            When.absolute(result.window().last(result.matched()))),
                result.seconds());
    out.println(Terminal.fitted(line));
  }
}
