package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Deciding;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.node.Refused;
import dev.quartermaster.ops.paging.Paging;
import dev.quartermaster.ops.status.AlertJson;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "resolve",
    description = "Say that an alert is over; while its cause still holds, it comes back.",
    footer = {"  quartermaster alerts resolve 17 --reason \"mended by hand\""},
    mixinStandardHelpOptions = true)
final class AlertsResolveCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Parameters(paramLabel = "ID", description = "The alert's number, as 'alerts list' shows it.")
  private long id;

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      // Who was told of it hears of its end: that is on record, whatever the routes are.
      Policy policy = Paging.policy(session.installation().configurationOrDefaults());
      Alert alert =
          session
              .database()
              .transaction(handle -> changing.tried(handle, () -> resolve(handle, policy)));
      output.print(
          AlertJson.of(alert),
          out ->
              out.printf(
                  "Alert %d (%s %s) %s over; if its cause still holds, it comes back.%n",
                  id,
                  alert.cause().name(),
                  alert.cause().subject(),
                  changing.dryRun ? "would be" : "is"));
    }
    return ExitCode.DONE;
  }

  private Alert resolve(Handle handle, Policy policy) {
    KnownAlerts.find(handle, id);
    Alert alert =
        Deciding.resolve(handle, policy, id, Audit.person(), DatabaseClock.now(handle))
            .orElseThrow(() -> new Refused("alert %d is over already".formatted(id)));
    Audit.record(handle, "alerts resolve", Long.toString(id), changing.reason);
    return alert;
  }
}
