package dev.quartermaster.ops.demo;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Plans;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.period.PeriodLength;
import dev.quartermaster.quota.period.SettleSlice.Phase;
import dev.quartermaster.quota.period.Settling;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sample accounts with reporters that charge them, through the same door as real ones, with use
 * that is spread as on a real machine. Resets are two hours apart at most, so that one is seen
 * every few seconds.
 */
public final class Demo implements AutoCloseable {

  private static final int AT_ONCE = 5_000;
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);

  private static final Duration RESETS_WITHIN = Duration.ofHours(2);
  private static final Duration REPORT_EVERY = Duration.ofSeconds(2);
  private static final int REPORTERS = 3;
  private static final List<String> SOURCES =
      List.of("console", "scheduled-task", "always-on", "notebook", "web-app");

  private final Database database;
  private final Consumer<UsageReport> door;
  private final RealDay day = RealDay.load();
  private final SplittableRandom random = new SplittableRandom();
  private final ScheduledExecutorService reporters =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "demo-reporters");
            thread.setDaemon(true);
            return thread;
          });
  private final List<Member> members = new ArrayList<>();
  private long life;
  private long sequence;

  /** A sample account, and how much it uses in a day. */
  private record Member(Username username, double secondsADay) {}

  private Demo(Database database, Consumer<UsageReport> door) {
    this.database = database;
    this.door = door;
  }

  /**
   * Registers the sample accounts that are not there yet, and starts their reporters.
   *
   * @param door where reports go in
   * @param accounts 1 to 1,000,000
   */
  @SuppressWarnings("FutureReturnValueIgnored") // report() tells its own failures
  public static Demo start(Database database, Consumer<UsageReport> door, int accounts) {
    Demo demo = new Demo(database, door);
    Instant now = database.transaction(DatabaseClock::now);
    demo.life = now.getEpochSecond();
    demo.register(accounts, now);
    demo.chargeDayBefore(now);
    demo.settleDayBefore();
    demo.reporters.scheduleAtFixedRate(
        demo::report, REPORT_EVERY.toMillis(), REPORT_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    return demo;
  }

  private void register(int accounts, Instant now) {
    database.run(
        handle -> {
          if (Plans.find(handle, "paying").isEmpty()) {
            Plans.set(handle, new Plan("paying", CpuTime.ofSeconds(2_000), PeriodLength.DAY));
          }
        });
    // Every account has the same rank each time, whatever their number.
    SplittableRandom ranks = new SplittableRandom(1993);
    List<NewAccount> chunk = new ArrayList<>();
    for (int i = 1; i <= accounts; i++) {
      boolean paying = i % 10 == 0;
      Username username = Username.of("demo-%04d".formatted(i));
      Instant reset = now.plus(RESETS_WITHIN.multipliedBy(i).dividedBy(accounts));
      chunk.add(
          new NewAccount(
              username,
              paying ? "paying" : Plan.FREE,
              Optional.empty(),
              Optional.of(reset),
              ZoneId.of("UTC")));
      double allowance = paying ? 2_000 : 100;
      members.add(new Member(username, allowance * day.demand(ranks.nextDouble())));
      if (chunk.size() == AT_ONCE || i == accounts) {
        List<NewAccount> full = List.copyOf(chunk);
        database.run(handle -> Accounts.register(handle, full));
        chunk.clear();
      }
    }
  }

  /**
   * What they used since their last reset, and in the period before. That was settled long ago,
   * where a demo had run then: nobody is to be paged for it.
   */
  private void chargeDayBefore(Instant now) {
    List<UsageRecord> usage = new ArrayList<>();
    for (Member member : members) {
      Instant reset =
          database
              .transaction(handle -> Accounts.find(handle, member.username()))
              .map(AccountView::periodStart)
              .orElse(now);
      double elapsed = Duration.between(reset, now).toSeconds() / 86_400.0;
      usage.add(record(member, member.secondsADay() * elapsed, "console", now));
      usage.add(record(member, member.secondsADay() / 4, "scheduled-task", reset.minusSeconds(1)));
      if (usage.size() >= AT_ONCE) {
        send(usage);
      }
    }
    send(usage);
  }

  private void settleDayBefore() {
    long settled;
    do {
      settled = database.transaction(handle -> Settling.settleFirst(handle, Phase.PERIOD, AT_ONCE));
    } while (settled > 0);
  }

  /** One report of each reporter: of its own accounts, those that did something meanwhile. */
  private void report() {
    try {
      Instant now = database.transaction(DatabaseClock::now);
      double share = REPORT_EVERY.toMillis() / 86_400_000.0 * day.busyness(now);
      for (int reporter = 0; reporter < REPORTERS; reporter++) {
        List<UsageRecord> usage = new ArrayList<>();
        for (int i = reporter; i < members.size(); i += REPORTERS) {
          // Bursts: one in twenty is active, and then twenty times as much.
          if (random.nextInt(20) == 0) {
            Member member = members.get(i);
            String source = SOURCES.get(random.nextInt(SOURCES.size()));
            usage.add(record(member, member.secondsADay() * share * 20, source, now));
          }
        }
        send(usage);
      }
    } catch (RuntimeException e) {
      LOG.warn("A sample report did not get through: {}", e.getMessage());
    }
  }

  private static UsageRecord record(Member member, double seconds, String source, Instant at) {
    return new UsageRecord(member.username(), source, new CpuTime((long) (seconds * 1e6)), at);
  }

  private void send(List<UsageRecord> usage) {
    if (!usage.isEmpty()) {
      door.accept(new UsageReport("demo-%d".formatted(life), sequence++, usage));
      usage.clear();
    }
  }

  @Override
  public void close() {
    reporters.shutdown();
    try {
      if (!reporters.awaitTermination(10, TimeUnit.SECONDS)) {
        reporters.shutdownNow();
      }
    } catch (InterruptedException e) {
      reporters.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
