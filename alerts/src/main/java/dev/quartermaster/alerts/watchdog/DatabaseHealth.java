package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.watchdog.Vitals.Age;
import dev.quartermaster.alerts.watchdog.Vitals.Sessions;
import dev.quartermaster.alerts.watchdog.Vitals.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Looks whether the database can go on: as any user, by what the server shows to everybody. */
public final class DatabaseHealth implements Source {

  private final Bounds bounds;

  /** Above the first something is worth a word, above the second it is urgent. */
  public record Bound(double warning, double critical) {}

  /**
   * What is held to be in order.
   *
   * @param connections in use, as a part of those allowed
   * @param transactionIds the age of the oldest; at 2,147,483,648 the server takes no changes
   * @param transaction may be open for so long
   */
  public record Bounds(Bound connections, Bound transactionIds, Duration transaction) {

    /** Until somebody measures better ones. */
    public static final Bounds DEFAULT =
        new Bounds(
            new Bound(0.80, 0.95), new Bound(1_000_000_000, 1_800_000_000), Duration.ofMinutes(10));
  }

  /** Holds the database to these. */
  public DatabaseHealth(Bounds bounds) {
    this.bounds = bounds;
  }

  @Override
  public Set<String> names() {
    return Set.of("DatabaseReadOnly", "DatabaseConnections", "TransactionIdAge", "LongTransaction");
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    List<Transaction> open = open(handle, bounds.transaction());
    return new JudgeDatabase(bounds, now).judge(vitals(handle, open));
  }

  /** Shared memory and one small catalogue: a millisecond. */
  private Vitals vitals(Handle handle, List<Transaction> open) {
    return handle
        .createQuery(
            """
            SELECT pg_is_in_recovery() AS standby,
                   current_setting('default_transaction_read_only') = 'on' AS read_only,
                   current_setting('max_connections')::int
                     - current_setting('superuser_reserved_connections')::int AS allowed,
                   (SELECT count(*) FROM pg_stat_activity
                     WHERE usesysid IS NOT NULL
                       AND coalesce(backend_type, 'client backend') = 'client backend') AS connected,
                   oldest.datname, age(oldest.datfrozenxid) AS age
              FROM (SELECT datname, datfrozenxid FROM pg_database
                     ORDER BY age(datfrozenxid) DESC LIMIT 1) AS oldest
            """)
        .map((row, context) -> vitals(row, open))
        .one();
  }

  private Vitals vitals(ResultSet row, List<Transaction> open) throws SQLException {
    return new Vitals(
        readOnly(row.getBoolean("standby"), row.getBoolean("read_only")),
        new Sessions(row.getLong("connected"), row.getLong("allowed")),
        new Age(row.getString("datname"), row.getLong("age")),
        open);
  }

  private static Optional<String> readOnly(boolean standby, boolean readOnly) {
    if (standby) {
      return Optional.of("it is a standby; let database.url name the primary");
    }
    return readOnly ? Optional.of("default_transaction_read_only is on") : Optional.empty();
  }

  /**
   * What other users' sessions do is shown to those who may see it; that they are there, to all.
   */
  private static List<Transaction> open(Handle handle, Duration longest) {
    return handle
        .createQuery(
            """
            SELECT pid, coalesce(nullif(application_name, ''), usename, 'another user') AS who,
                   left(coalesce(query, ''), :shown) AS query,
                   extract(epoch FROM qm_now() - xact_start) AS open_s
              FROM pg_stat_activity
             WHERE xact_start < qm_now() - make_interval(secs => :longest) AND pid <> pg_backend_pid()
               AND backend_type = 'client backend'
             ORDER BY xact_start
            """)
        .bind("shown", Blocker.SHOWN)
        .bind("longest", longest.toSeconds())
        .map(
            (row, context) ->
                new Transaction(
                    row.getInt("pid"),
                    row.getString("who"),
                    row.getString("query"),
                    Duration.ofSeconds((long) row.getDouble("open_s"))))
        .list();
  }
}
