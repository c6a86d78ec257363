package dev.quartermaster.quota.testing;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Plans;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargeOutcome;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.period.Backlog;
import dev.quartermaster.quota.period.PeriodLength;
import dev.quartermaster.quota.period.SettleSlice;
import dev.quartermaster.quota.period.Settling;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** {@code given.account("ada").used("120s")}: a database with a stopped clock and short words. */
public final class World implements AutoCloseable {

  /** A boundary of accounts that a test says nothing else of: midnight, UTC. */
  private static final Instant MIDNIGHT = Instant.parse("2024-01-01T00:00:00Z");

  private final TestDatabase test;
  private volatile Charges charges;
  private final AtomicLong sequence = new AtomicLong();

  private World(TestDatabase test) {
    this.test = test;
    this.charges = new Charges(test.database(), ChargePolicy.DEFAULT);
  }

  public static World of(Class<?> test) {
    return new World(TestDatabase.of(test));
  }

  public Database database() {
    return test.database();
  }

  /** Takes away all accounts and all they used, and stops the clock. */
  public void emptyAt(String now) {
    database()
        .run(
            handle -> {
              handle.execute(
                  "TRUNCATE account, past_rule, forced_reset, usage_period, usage_record, usage_report,"
                      + " late_period, tarpit, event, allowance_grant, usage_daily, reporter_gap, api_token, reset_request, bulk_operation, bulk_portion");
              handle.execute("DELETE FROM plan WHERE name <> 'free'");
              handle.execute("UPDATE plan SET allowance_us = 100000000");
              handle.execute("UPDATE settled_through SET at = '-infinity'");
            });
    charges = new Charges(database(), ChargePolicy.DEFAULT);
    clockAt(now);
  }

  public void clockAt(String now) {
    test.clockAt(Instant.parse(now));
  }

  public void clockForward(Duration by) {
    test.clockForward(by);
  }

  /** Lets the clock run from an instant on, so many times as fast as it should. */
  public void clockRuns(Instant from, int times) {
    database()
        .run(
            handle ->
                handle.execute(
                    """
                    CREATE OR REPLACE FUNCTION qm_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE
                    AS $$ SELECT '%s'::timestamptz + %d * (statement_timestamp() - '%s'::timestamptz) $$
                    """
                        .formatted(
                            from, times, one("SELECT statement_timestamp()", Instant.class))));
  }

  public Instant now() {
    return one("SELECT qm_now()", Instant.class);
  }

  /** Registers an account on the free plan, 100 s a day from midnight to midnight, UTC. */
  public WorldAccount account(String name) {
    return account(
        new NewAccount(
            Username.of(name), Plan.FREE, Optional.empty(), Optional.of(MIDNIGHT), ZoneOffset.UTC));
  }

  public WorldAccount account(NewAccount account) {
    database().run(handle -> Accounts.register(handle, List.of(account)));
    return new WorldAccount(this, account.username());
  }

  public void plan(String name, String allowance, String period) {
    database()
        .run(
            handle ->
                Plans.set(handle, new Plan(name, cpu(allowance), PeriodLength.parse(period))));
  }

  public ChargeOutcome charge(UsageReport... reports) {
    return charges.charge(List.of(reports));
  }

  /** A report that was not sent yet. */
  public UsageReport report(UsageRecord... records) {
    return new UsageReport("host-1", sequence.incrementAndGet(), List.of(records));
  }

  public UsageRecord record(String name, String source, String cpu, Instant at) {
    return new UsageRecord(Username.of(name), source, cpu(cpu), at);
  }

  /** What a run settled: each slice, and how many rows it changed. */
  public record Settled(SettleSlice slice, long rows) {}

  /** One run of the job from start to end, each slice in a transaction of its own. */
  public List<Settled> settle(int size) {
    List<Settled> run = new ArrayList<>();
    Optional<SettleSlice> next = cut(Settling.start(), size);
    while (next.isPresent()) {
      SettleSlice slice = next.get();
      run.add(new Settled(slice, settle(slice)));
      next = cut(slice, size);
    }
    database().run(Settling::noteSettledThrough);
    return run;
  }

  public Optional<SettleSlice> cut(SettleSlice last, int size) {
    return database().transaction(handle -> Settling.cut(handle, last, size));
  }

  public long settle(SettleSlice slice) {
    return database().transaction(handle -> Settling.settle(handle, slice));
  }

  public Backlog backlog() {
    return database().transaction(Backlog::now);
  }

  /**
   * Starts something that must wait for a row which the caller's transaction holds, and returns
   * when it waits.
   */
  public <T> CompletableFuture<T> meanwhile(Supplier<T> blocked) {
    long before = waiting();
    CompletableFuture<T> running = CompletableFuture.supplyAsync(blocked);
    Awaitility.await().until(() -> running.isDone() || waiting() > before);
    if (running.isDone()) {
      throw new IllegalStateException("it did not wait: " + running.join());
    }
    return running;
  }

  private long waiting() {
    return count(
        "pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = '"
            + database().settings().pool().name()
            + "'");
  }

  /** The only value of a query. */
  public <T> T one(String sql, Class<T> type) {
    return database().transaction(handle -> handle.createQuery(sql).mapTo(type).one());
  }

  public long count(String from) {
    return one("SELECT count(*) FROM " + from, Long.class);
  }

  /** Reads "120s", "0.5s". */
  public static CpuTime cpu(String text) {
    return new CpuTime(Duration.parse("PT" + text.toUpperCase(Locale.ROOT)).toNanos() / 1000);
  }

  @Override
  public void close() {
    test.close();
  }
}
