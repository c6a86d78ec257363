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

/** Does an act on many accounts for a command, and shows how far it is. */
final class InBulk {

  private final Session session;
  private final Changing changing;

  InBulk(Session session, Changing changing) {
    this.session = session;
    this.changing = changing;
  }

  /** To its end, whoever began it. */
  Operation run(Act act, Chosen chosen) {
    BulkRun run = new BulkRun(session.database());
    Begun begun = run.begin(act, chosen, changing.requiredReason());
    Operation operation = begun.operation();
    if (begun.joined()) {
      System.err.println(joined(operation, run.progress(operation)));
    }
    String task = operation.window().isPresent() ? "reschedule" : "reset";
    try (BulkProgress progress = new BulkProgress(task)) {
      return new BulkHands(run, BulkHands.NUMBER, progress, took -> {}).work(operation);
    }
  }

  private static String joined(Operation operation, Progress progress) {
    return "Goes on with the same command, begun %s ago by %s: %,d of %,d accounts are done."
        .formatted(
            Spans.words(operation.began().ago()),
            operation.began().actor(),
            progress.done(),
            progress.total());
  }
}
