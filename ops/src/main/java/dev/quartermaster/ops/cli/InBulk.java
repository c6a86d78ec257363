package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.ops.bulk.BulkHands;
import dev.quartermaster.ops.bulk.BulkRun;
import dev.quartermaster.ops.bulk.BulkRun.Begun;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.quota.bulk.Act;
import dev.quartermaster.quota.bulk.Chosen;
import dev.quartermaster.quota.bulk.Operation;
import dev.quartermaster.quota.bulk.Operations.Progress;
import java.util.Optional;

/** Does an act on many accounts for a command, and shows how far it is. */
final class InBulk {

  private final Session session;
  private final Changing changing;

  InBulk(Session session, Changing changing) {
    this.session = session;
    this.changing = changing;
  }

  /** Says what it would go on with, if there is something; whether there is. */
  boolean tellLeft(Act act, Chosen chosen) {
    BulkRun run = new BulkRun(session.database());
    Optional<Operation> left = run.left(act, chosen);
    if (changing.dryRun) {
      left.map(
              operation ->
                  "Without --dry-run it goes on with " + same(operation, run.progress(operation)))
          .or(
              () ->
                  run.refusal(act, chosen)
                      .map(why -> "Without --dry-run it would be refused now: " + why))
          .ifPresent(System.err::println);
    }
    return left.isPresent();
  }

  /** To its end, whoever began it. */
  Operation run(Act act, Chosen chosen) {
    BulkRun run = new BulkRun(session.database());
    Begun begun = run.begin(act, chosen, changing.requiredReason());
    Operation operation = begun.operation();
    if (begun.joined()) {
      System.err.println("Goes on with " + same(operation, run.progress(operation)));
    }
    String task = operation.window().isPresent() ? "reschedule" : "reset";
    try (BulkProgress progress = new BulkProgress(task)) {
      return new BulkHands(run, BulkHands.NUMBER, progress, took -> {}).work(operation);
    }
  }

  private static String same(Operation operation, Progress progress) {
    return "the same command, begun %s ago by %s: %,d of %,d accounts are done."
        .formatted(
            Spans.words(operation.began().ago()),
            operation.began().actor(),
            progress.done(),
            progress.total());
  }
}
