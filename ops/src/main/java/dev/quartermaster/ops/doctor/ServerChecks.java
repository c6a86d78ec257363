package dev.quartermaster.ops.doctor;

import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.migration.Migrations;
import dev.quartermaster.db.migration.SchemaMismatch;
import dev.quartermaster.jobs.node.ClockDifference;
import dev.quartermaster.jobs.node.NodeView;
import dev.quartermaster.jobs.node.Nodes;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.node.Daemon;
import java.time.Duration;
import java.time.InstantSource;
import org.jdbi.v3.core.Handle;

/**
 * The server: its version, its migrations, its clock, its connections, and what holds vacuum up.
 */
final class ServerChecks {

  /** The oldest that is tested. */
  private static final int OLDEST = 14;

  /** Idle for longer within a transaction, a session has forgotten it. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  /** Fewer dead rows than this are nothing. */
  private static final long FEW = 100_000;

  private final Database database;
  private final Configuration configuration;

  ServerChecks(Database database, Configuration configuration) {
    this.database = database;
    this.configuration = configuration;
  }

  void make(Examination examination) {
    examination.check("server version", database, ServerChecks::version);
    examination.check("migrations", this::migrations);
    examination.check("clock", this::clock);
    examination.check("idle sessions", database, ServerChecks::idle);
    examination.check("bloat", database, this::bloat);
  }

  /** Those that need the product's own tables, too. */
  void makeWithTables(Examination examination) {
    examination.check("capacity", database, this::capacity);
  }

  private static Check version(Handle handle) {
    int version =
        handle
            .createQuery("SELECT current_setting('server_version_num')::int / 10000")
            .mapTo(Integer.class)
            .one();
    return version < OLDEST
        ? Check.wrong(
            "server version",
            "PostgreSQL %d; the oldest supported is %d".formatted(version, OLDEST),
            "upgrade the server with pg_upgrade")
        : Check.ok("server version", "PostgreSQL " + version);
  }

  private Check migrations() {
    int version = Migrations.version(database).orElse(0);
    try {
      Migrations.check(database);
    } catch (SchemaMismatch mismatch) {
      return Check.wrong(
          "migrations",
          String.valueOf(mismatch.getMessage()),
          version < Migrations.LATEST
              ? "start a node of this version: it migrates"
              : "use the program of the newer version");
    }
    return Check.ok(
        "migrations", "at %d, this program knows %d".formatted(version, Migrations.LATEST));
  }

  private Check clock() {
    Duration ahead = ClockDifference.measure(database, InstantSource.system()).ahead();
    Duration most = configuration.node().maxClockSkew();
    String detail =
        "this machine's is %.1f s %s the database's"
            .formatted(ahead.abs().toMillis() / 1000.0, ahead.isNegative() ? "behind" : "ahead of");
    return ahead.abs().compareTo(most.dividedBy(2)) > 0
        ? Check.wrong(
            "clock",
            detail + "; %s is the most".formatted(most),
            "let both follow a time server; 'timedatectl' shows whether they do")
        : Check.ok("clock", detail);
  }

  /** What other users' sessions do is shown to those only who may see it. */
  private static Check idle(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT count(*) AS sessions, coalesce(max(extract(epoch FROM clock_timestamp() - state_change)), 0) AS idle_s,
                   (array_agg(pid || ' (' || coalesce(nullif(application_name, ''), usename, '?') || ')'
                              ORDER BY state_change))[1] AS oldest
              FROM pg_stat_activity
             WHERE state LIKE 'idle in transaction%' AND datname = current_database()
               AND state_change < clock_timestamp() - make_interval(secs => :idle)
            """)
        .bind("idle", IDLE.toSeconds())
        .map(
            (row, context) ->
                row.getLong("sessions") == 0
                    ? Check.ok("idle sessions", "none sits in a transaction")
                    : Check.wrong(
                        "idle sessions",
                        "%d sit in a transaction, pid %s for %s: vacuum and locks wait for it"
                            .formatted(
                                row.getLong("sessions"),
                                row.getString("oldest"),
                                Spans.words((long) row.getDouble("idle_s"))),
                        "end it: SELECT pg_terminate_backend(PID); set idle_in_transaction_session_timeout for its user"))
        .one();
  }

  /** Of our tables, the one with the most dead rows beside the living. */
  private Check bloat(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT relname, n_dead_tup, n_live_tup,
                   extract(epoch FROM now() - greatest(last_autovacuum, last_vacuum)) AS vacuumed_s
              FROM pg_stat_user_tables
             WHERE schemaname = :schema
             ORDER BY n_dead_tup > :few AND n_dead_tup > n_live_tup / 2 DESC, n_dead_tup DESC LIMIT 1
            """)
        .bind("schema", database.settings().schema())
        .bind("few", FEW)
        .map(
            (row, context) -> {
              long dead = row.getLong("n_dead_tup");
              double vacuumed = row.getDouble("vacuumed_s");
              String last = row.wasNull() ? "never" : Spans.words((long) vacuumed) + " ago";
              String detail =
                  "%s has %,d dead rows beside %,d living, vacuumed %s"
                      .formatted(row.getString("relname"), dead, row.getLong("n_live_tup"), last);
              return dead > FEW && dead > row.getLong("n_live_tup") / 2
                  ? Check.wrong(
                      "bloat",
                      detail,
                      "VACUUM (VERBOSE) %s says what holds it up; then let autovacuum work sooner"
                          .formatted(row.getString("relname")))
                  : Check.ok("bloat", dead == 0 ? "no dead rows" : detail);
            })
        .findOne()
        .orElseGet(() -> Check.notLookedAt("bloat", "there are no tables yet"));
  }

  /** Whether all nodes that are up may have all their connections at once. */
  private Check capacity(Handle handle) {
    int allowed =
        handle
            .createQuery(
                "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int")
            .mapTo(Integer.class)
            .one();
    long used =
        handle
            .createQuery("SELECT count(*) FROM pg_stat_activity WHERE usesysid IS NOT NULL")
            .mapTo(Long.class)
            .one();
    long nodes =
        Nodes.list(handle).stream()
            .filter(NodeView::isAlive)
            .filter(node -> !node.isHelper())
            .count();
    long each = Daemon.connections(configuration);
    long wanted = Math.max(1, nodes) * each;
    String detail =
        "%d of %d connections are in use; %d nodes may take %d each"
            .formatted(used, allowed, Math.max(1, nodes), each);
    return wanted > allowed
        ? Check.wrong(
            "capacity",
            detail,
            "raise max_connections above %d, or lower database.pool-size".formatted(wanted))
        : Check.ok("capacity", detail);
  }
}
