package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Alerts;
import dev.quartermaster.alerts.outbox.Outbox;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.cli.Where.Session;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "One alert: what is known, all that happened to it, and who was told.",
    footer = {"  quartermaster alerts show 17"},
    mixinStandardHelpOptions = true)
final class AlertsShowCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;

  @Parameters(paramLabel = "ID", description = "The alert's number, as 'alerts list' shows it.")
  private long id;

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      AlertDetail detail = session.database().transaction(this::look);
      output.print(detail.json(), detail::print);
    }
    return ExitCode.DONE;
  }

  private AlertDetail look(Handle handle) {
    return new AlertDetail(
        KnownAlerts.find(handle, id),
        Alerts.events(handle, id),
        Outbox.of(handle, id),
        DatabaseClock.now(handle));
  }
}
