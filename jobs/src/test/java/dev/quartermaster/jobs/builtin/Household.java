package dev.quartermaster.jobs.builtin;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Plans;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.period.PeriodLength;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A database with accounts that a built-in job has work with, and a clock that the test sets. */
final class Household implements AutoCloseable {

  private static final Instant MIDNIGHT = Instant.parse("2024-01-01T00:00:00Z");

  final TestDatabase test;
  final Database database;
  private final AtomicLong sequence = new AtomicLong();

  Household(Class<?> name, String now) {
    test = TestDatabase.of(name);
    database = test.database();
    clockAt(now);
  }

  void clockAt(String now) {
    test.clockAt(Instant.parse(now));
  }

  /** On the free plan, 100 s a day from midnight to midnight, UTC. */
  void account(String name) {
    database.run(
        handle ->
            Accounts.register(
                handle,
                List.of(
                    new NewAccount(
                        Username.of(name),
                        Plan.FREE,
                        Optional.empty(),
                        Optional.of(MIDNIGHT),
                        ZoneOffset.UTC))));
  }

  void plan(String name, long seconds) {
    database.run(
        handle -> Plans.set(handle, new Plan(name, CpuTime.ofSeconds(seconds), PeriodLength.DAY)));
  }

  /** Registers it, and has it use CPU time now. */
  void used(String name, long seconds) {
    account(name);
    UsageRecord record =
        new UsageRecord(Username.of(name), "console", CpuTime.ofSeconds(seconds), now());
    new Charges(database, ChargePolicy.DEFAULT)
        .charge(new UsageReport("host-1", sequence.incrementAndGet(), List.of(record)));
  }

  Instant now() {
    return one("SELECT qm_now()", Instant.class);
  }

  /** Does a job from its first slice to its last, each in a transaction of its own. */
  long work(BatchedJob job, int size) {
    long items = 0;
    Optional<String> slice = cut(job, Optional.empty(), size);
    while (slice.isPresent()) {
      String text = slice.get();
      items += database.transaction(handle -> job.work(handle, text));
      slice = cut(job, slice, size);
    }
    database.run(job::drained);
    return items;
  }

  Optional<String> cut(BatchedJob job, Optional<String> last, int size) {
    return database.transaction(handle -> job.cut(handle, last, size));
  }

  /** How many violate what the job stands for. */
  long violations(BatchedJob job) {
    return one(job.guarantee().orElseThrow().violations(), Long.class);
  }

  <T> T one(String sql, Class<T> type) {
    return database.transaction(handle -> handle.createQuery(sql).mapTo(type).one());
  }

  List<String> texts(String sql) {
    return database.transaction(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  void execute(String sql) {
    database.run(handle -> handle.execute(sql));
  }

  @Override
  public void close() {
    test.close();
  }
}
