package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Details;
import dev.quartermaster.alerts.alert.Sign;
import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.watchdog.Vitals.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Judges how the database is. Pure. */
record JudgeDatabase(DatabaseHealth.Bounds bounds, Instant now) {

  private static final String SUBJECT = "database";

  /** Of several transactions, so many are told of. */
  private static final int SHOWN = 5;

  List<Condition> judge(Vitals vitals) {
    return Stream.of(
            vitals.readOnlyBecause().map(this::readOnly),
            connections(vitals.sessions()),
            age(vitals.age()),
            transactions(vitals.open()))
        .flatMap(Optional::stream)
        .toList();
  }

  private Condition readOnly(String why) {
    return said(
        Sign.critical("DatabaseReadOnly", now),
        "the database takes no changes: " + why,
        Details.NONE.with("why", why));
  }

  private Optional<Condition> connections(Vitals.Sessions sessions) {
    double part = (double) sessions.connected() / Math.max(1, sessions.allowed());
    return severity(part, bounds.connections())
        .map(
            severity ->
                said(
                    new Sign("DatabaseConnections", severity, now, Duration.ZERO),
                    "%d of %d connections of the database are in use (%d %%)"
                        .formatted(
                            sessions.connected(), sessions.allowed(), Math.round(part * 100)),
                    Details.NONE
                        .with("connected", sessions.connected())
                        .with("allowed", sessions.allowed())
                        .with(
                            "mend",
                            "lower database.pool-size of the nodes, find who else is connected (pg_stat_activity), or raise max_connections")));
  }

  private Optional<Condition> age(Vitals.Age age) {
    return severity((double) age.transactions(), bounds.transactionIds())
        .map(
            severity ->
                said(
                    new Sign("TransactionIdAge", severity, now, Duration.ZERO),
                    "the oldest transaction id of database %s is %,d transactions old; near 2,147,483,648 PostgreSQL takes no changes"
                        .formatted(age.database(), age.transactions()),
                    Details.NONE
                        .with("database", age.database())
                        .with("age", age.transactions())
                        .with(
                            "mend",
                            "end old transactions, prepared transactions and unused replication slots, then VACUUM FREEZE the oldest tables")));
  }

  private static Optional<Severity> severity(double value, DatabaseHealth.Bound bound) {
    if (value > bound.critical()) {
      return Optional.of(Severity.CRITICAL);
    }
    return value > bound.warning() ? Optional.of(Severity.WARNING) : Optional.empty();
  }

  private Optional<Condition> transactions(List<Transaction> open) {
    if (open.isEmpty()) {
      return Optional.empty();
    }
    Transaction oldest = open.get(0);
    Details details = Details.NONE;
    for (Transaction one : open.subList(0, Math.min(SHOWN, open.size()))) {
      details =
          details.with(
              "pid " + one.pid(),
              "%s, open for %s: %s"
                  .formatted(one.who(), Spans.words(one.open()), one.query().strip()));
    }
    return Optional.of(
        said(
            Sign.warning("LongTransaction", now.minus(oldest.open())),
            "a transaction of %s (pid %d) is open for %s; vacuum removes nothing that is younger%s"
                .formatted(
                    oldest.who(),
                    oldest.pid(),
                    Spans.words(oldest.open()),
                    open.size() == 1 ? "" : " (%d such transactions)".formatted(open.size())),
            details));
  }

  private static Condition said(Sign sign, String summary, Details details) {
    return sign.of(SUBJECT, new Condition.Text(summary, details.all(), Map.of(), Optional.empty()));
  }
}
