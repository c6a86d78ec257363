package dev.quartermaster.quota.together;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.quota.account.AccountChange;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Plans;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargeOutcome;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.period.PeriodLength;
import dev.quartermaster.quota.period.SettleSlice.Phase;
import dev.quartermaster.quota.reset.ForcedReset;
import dev.quartermaster.quota.testing.World;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the hands do, each step by chance. */
final class Crowd {

  static final int ACCOUNTS = 40;

  private static final List<String> SOURCES =
      List.of("console", "console", "console", "notebook", "web-app");
  private static final List<ZoneId> ZONES =
      Stream.of("UTC", "UTC", "Europe/Berlin", "America/New_York").map(ZoneId::of).toList();

  private final World world;
  private final List<Long> ids;
  private final AtomicReference<UsageReport> lastSent = new AtomicReference<>();

  /** CPU time that outcomes said was taken, in microseconds. */
  final AtomicLong accepted = new AtomicLong();

  /** Periods that settling and resets said they ended. */
  final AtomicLong settled = new AtomicLong();

  Crowd(World world, List<Long> ids) {
    this.world = world;
    this.ids = ids;
  }

  /** Sends a report: now and then one that was sent before, perhaps by another hand just now. */
  void charge(SplittableRandom random) {
    UsageReport before = lastSent.get();
    UsageReport report = before != null && random.nextInt(10) == 0 ? before : report(random, now());
    lastSent.set(report);
    ChargeOutcome outcome = world.charge(report);
    accepted.addAndGet(outcome.cpu().micros());
  }

  private UsageReport report(SplittableRandom random, Instant now) {
    return world.report(
        IntStream.rangeClosed(0, random.nextInt(12))
            .mapToObj(i -> record(random, now))
            .toArray(UsageRecord[]::new));
  }

  private static UsageRecord record(SplittableRandom random, Instant now) {
    Duration ago =
        switch (random.nextInt(10)) {
          case 0 -> Duration.ofSeconds(-random.nextLong(240));
          case 1 -> Duration.ofMinutes(random.nextLong(6 * 24 * 60));
          default -> Duration.ofSeconds(random.nextLong(900));
        };
    return new UsageRecord(
        Username.of(name(random.nextInt(ACCOUNTS))),
        SOURCES.get(random.nextInt(SOURCES.size())),
        new CpuTime(random.nextLong(15_000_000)),
        now.minus(ago));
  }

  static String name(int i) {
    return "user-" + i;
  }

  /** Resets some accounts by hand. */
  void reset(SplittableRandom random) {
    List<Long> some =
        random
            .longs(1 + random.nextInt(8), 0, ACCOUNTS)
            .distinct()
            .mapToObj(i -> ids.get((int) i))
            .toList();
    ForcedReset.Outcome outcome =
        world.database().transaction(handle -> ForcedReset.reset(handle, some, null));
    settled.addAndGet(outcome.reset().size());
  }

  /** Changes an account, a plan, or has a plan come due. */
  void change(SplittableRandom random) {
    long id = ids.get(random.nextInt(ACCOUNTS));
    switch (random.nextInt(8)) {
      case 0 -> setPlan(random);
      case 1 -> pendingPlan(random, id);
      case 2 -> reset(random);
      default -> {
        AccountChange change = accountChange(random, now());
        world.database().run(handle -> change.apply(handle, id));
      }
    }
  }

  private void setPlan(SplittableRandom random) {
    CpuTime allowance = CpuTime.ofSeconds(random.nextLong(20, 200));
    world.database().run(handle -> Plans.set(handle, new Plan("pro", allowance, PeriodLength.DAY)));
  }

  private void pendingPlan(SplittableRandom random, long id) {
    Instant from = now().plusSeconds(random.nextLong(1200));
    world
        .database()
        .run(
            handle ->
                handle
                    .createUpdate(
                        "UPDATE account SET pending_plan = :plan, pending_from = :from WHERE id = :id")
                    .bind("plan", random.nextBoolean() ? "pro" : "free")
                    .bind("from", from)
                    .bind("id", id)
                    .execute());
  }

  private static AccountChange accountChange(SplittableRandom random, Instant now) {
    int what = random.nextInt(4);
    return new AccountChange(
        what == 0 ? Optional.of(random.nextBoolean() ? "pro" : "free") : Optional.empty(),
        what == 1
            ? Optional.of(
                random.nextBoolean()
                    ? Optional.empty()
                    : Optional.of(CpuTime.ofSeconds(random.nextLong(200))))
            : Optional.empty(),
        what == 2
            ? Optional.of(now.plus(random.nextLong(1_200_000_000L), ChronoUnit.MICROS))
            : Optional.empty(),
        what == 3 ? Optional.of(ZONES.get(random.nextInt(ZONES.size()))) : Optional.empty());
  }

  /** One run of settling, in slices of a few rows. */
  void settle(SplittableRandom random) {
    world.settle(1 + random.nextInt(6)).stream()
        .filter(done -> done.slice().phase() != Phase.PLAN)
        .forEach(done -> settled.addAndGet(done.rows()));
  }

  private Instant now() {
    return world.database().transaction(DatabaseClock::now);
  }
}
