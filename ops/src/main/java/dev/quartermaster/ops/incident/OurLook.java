package dev.quartermaster.ops.incident;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.period.Backlog;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is to be seen in our database. */
record OurLook(Database database) {

  /** In the tarpit, but not over the allowance of a period that runs. By primary keys. */
  private static final String WRONGED =
      """
      SELECT count(*) FROM tarpit t
       WHERE until > qm_now()
         AND NOT EXISTS (SELECT FROM usage_period u
                          WHERE u.account_id = t.account_id AND u.period_start = t.period_start
                            AND u.period_end > qm_now() AND u.charged_us > u.allowance_us)
      """;

  Instant now() {
    return database.transaction(DatabaseClock::now);
  }

  /** A point of the curve. */
  Curve.Seen seen() {
    return database.transaction(
        handle ->
            new Curve.Seen(
                Backlog.now(handle).periods(),
                Accounts.countInTarpit(handle),
                handle.createQuery(WRONGED).mapTo(Long.class).one()));
  }

  /** How many accounts wait to be settled. */
  long overdue() {
    return database.transaction(Backlog::now).periods();
  }

  /** Whether a user is in the tarpit now. */
  boolean isThrottled(User user) {
    return database
        .transaction(handle -> Accounts.find(handle, user.name()))
        .map(AccountView::inTarpit)
        .orElse(false);
  }

  /** How often cpu-reset has run. */
  long runs() {
    return number(
        "SELECT count(*) FROM run WHERE schedule = 'cpu-reset' AND outcome = 'succeeded'");
  }

  /** The nodes' heartbeats, and that others of the schedules fire on. */
  String heartbeats() {
    String beats =
        database.transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT format('%s %s s', name, round(extract(epoch FROM qm_now() - heartbeat_at), 1))
                          FROM node WHERE state = 'up' ORDER BY name
                        """)
                    .mapTo(String.class)
                    .stream()
                    .collect(Collectors.joining(", ")));
    long fired =
        number(
            """
            SELECT round(extract(epoch FROM qm_now() - max(fired_at)))::bigint FROM run
             WHERE schedule = 'usage-rollup'
            """);
    return "%s old; usage-rollup fired %d s ago".formatted(beats, fired);
  }

  private long number(String sql) {
    return database.transaction(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  /** Periods that were settled since then. */
  long settled(Instant since) {
    return database.transaction(
        handle ->
            handle
                .createQuery("SELECT count(*) FROM usage_period WHERE settled_at >= :since")
                .bind("since", since.atOffset(ZoneOffset.UTC))
                .mapTo(Long.class)
                .one());
  }

  /** When the watchdog fired the alert of cpu-reset, after that. */
  Optional<Instant> detected(Instant since) {
    return first(
        """
        SELECT min(fired_at) FROM alert
         WHERE name = 'ScheduleNotFiring' AND labels ->> 'schedule' = 'cpu-reset' AND fired_at > :since
        """,
        since);
  }

  /** When a node put the trigger of cpu-reset back, after that. */
  Optional<Instant> mended(Instant since) {
    return first(
        "SELECT min(at) FROM trigger_repair WHERE schedule = 'cpu-reset' AND at > :since", since);
  }

  private Optional<Instant> first(String sql, Instant since) {
    return database
        .transaction(
            handle ->
                handle
                    .createQuery(sql)
                    .bind("since", since.atOffset(ZoneOffset.UTC))
                    .mapTo(OffsetDateTime.class)
                    .findOne())
        .map(OffsetDateTime::toInstant);
  }
}
