package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alert.Acknowledgement;
import dev.quartermaster.alerts.alert.Deciding;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.node.Refused;
import dev.quartermaster.ops.paging.Paging;
import dev.quartermaster.ops.status.AlertJson;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "ack",
    description = {
      "Take an alert on: nobody else is told, until you resolve it or the time is over.",
      "If it gets worse, people are told again."
    },
    footer = {
      "  quartermaster alerts ack 17",
      "  quartermaster alerts ack 17 --for PT8H --reason \"on it\""
    },
    mixinStandardHelpOptions = true)
final class AlertsAckCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Option(
      names = "--for",
      paramLabel = "D",
      defaultValue = "PT4H",
      description = "How long you have it (default: ${DEFAULT-VALUE}).")
  private String length;

  @Parameters(paramLabel = "ID", description = "The alert's number, as 'alerts list' shows it.")
  private long id;

  @Override
  public Integer call() {
    Duration held = GivenTime.length("--for", length, Duration.ofMinutes(1), Duration.ofDays(7));
    try (Session session = where.look()) {
      Alert alert =
          session
              .database()
              .transaction(
                  handle ->
                      changing.tried(
                          handle,
                          () ->
                              acknowledge(
                                  handle,
                                  Paging.policy(session.installation().configurationOrDefaults()),
                                  held)));
      output.print(
          AlertJson.of(alert),
          out ->
              out.printf(
                  "Alert %d (%s %s) %s yours until %s.%n",
                  id,
                  alert.cause().name(),
                  alert.cause().subject(),
                  changing.dryRun ? "would be" : "is",
                  until(alert, held)));
    }
    return ExitCode.DONE;
  }

  private Alert acknowledge(Handle handle, Policy policy, Duration held) {
    KnownAlerts.find(handle, id);
    Instant now = DatabaseClock.now(handle);
    Alert alert =
        Deciding.acknowledge(
                handle, policy, id, new Acknowledgement(Audit.person(), now.plus(held)), now)
            .orElseThrow(() -> new Refused("alert %d is over already".formatted(id)));
    Audit.record(handle, "alerts ack", Long.toString(id), changing.reason);
    return alert;
  }

  private static String until(Alert alert, Duration held) {
    Instant until = alert.acknowledgement().orElseThrow().until();
    return When.at(until, until.minus(held));
  }
}
