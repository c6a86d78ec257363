package dev.quartermaster.ops.bench;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Accounts whose last daily period ended within the last 24 hours and is not settled, as after a
 * day without housekeeping, with what each of them used. Both sides lay their data from this one
 * table, {@code bench.overdue}.
 */
final class Overdue {

  private static final int REGISTERED_AT_ONCE = 20_000;

  /** Odd, so that no two numbers below 2^40 give the same name. */
  private static final long SCATTER = 0x9E3779B97F4A7C15L;

  private static final long NAMES = (1L << 40) - 1;

  private final Database database;

  private Overdue(Database database) {
    this.database = database;
  }

  /** Registers accounts and decides what they used. */
  static void lay(Database database, int accounts) {
    register(database, 0, accounts);
    Overdue overdue = new Overdue(database);
    overdue.decide();
    overdue.makePartitions();
  }

  /** The product spreads their resets over the day; their names follow no order either. */
  static void register(Database database, int first, int after) {
    for (int from = first; from < after; from += REGISTERED_AT_ONCE) {
      List<NewAccount> some =
          IntStream.range(from, Math.min(after, from + REGISTERED_AT_ONCE))
              .mapToObj(n -> NewAccount.on(Plan.FREE, Username.of(name(n))))
              .toList();
      database.run(handle -> Accounts.register(handle, some));
    }
  }

  private static String name(int n) {
    return Long.toString((n + 1) * SCATTER & NAMES, Character.MAX_RADIX);
  }

  /**
   * One in ten went over the allowance, among all as among the one in twenty that a quiet day has.
   * A first charge comes up to four hours after the boundary.
   */
  private void decide() {
    database.run(
        handle -> {
          Instant now = DatabaseClock.now(handle);
          handle.execute("CREATE SCHEMA bench");
          handle.execute("SELECT setseed(0.5)");
          handle.execute(
              """
              CREATE UNLOGGED TABLE bench.overdue AS
              SELECT a.id AS account_id, a.username, t.period_start, t.period_end, p.allowance_us,
                     CASE WHEN a.id / 20 % 10 = 0
                          THEN p.allowance_us + 1 + (random() * 2 * p.allowance_us)::bigint
                          ELSE 1 + (random() * (p.allowance_us - 1))::bigint END AS charged_us,
                     a.id / 20 % 10 = 0 AS over,
                     a.id % 20 = 0 AS on_a_quiet_day,
                     t.period_start + random() * interval '4 hours' AS first_charge_at,
                     t.period_start + (4 + 20 * random()) * interval '1 hour' AS last_charge_at
                FROM account a
                JOIN plan p ON p.name = a.plan
               CROSS JOIN LATERAL period_at(a, ?::timestamptz - interval '1 day') AS t
              """,
              now.atOffset(ZoneOffset.UTC));
        });
  }

  /** Charges the earliest and the latest period once, so that their partitions are real ones. */
  private void makePartitions() {
    List<UsageRecord> records =
        database.transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        (SELECT username, period_start FROM bench.overdue ORDER BY period_start LIMIT 1)
                        UNION ALL
                        (SELECT username, period_start FROM bench.overdue ORDER BY period_start DESC LIMIT 1)
                        """)
                    .map(
                        (row, context) ->
                            new UsageRecord(
                                Username.of(row.getString(1)),
                                "console",
                                CpuTime.ofSeconds(1),
                                row.getObject(2, OffsetDateTime.class)
                                    .toInstant()
                                    .plus(Duration.ofMinutes(1))))
                    .list());
    new Charges(database, ChargePolicy.DEFAULT).charge(new UsageReport("bench", 1, records));
  }
}
