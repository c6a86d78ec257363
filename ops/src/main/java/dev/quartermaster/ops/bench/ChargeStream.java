package dev.quartermaster.ops.bench;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.Foreground;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Reports at an even pace, of users picked by chance, as an API node commits them. */
final class ChargeStream implements AutoCloseable {

  private static final int RECORDS = 100;

  private final Database database;
  private final Charges charges;
  private final List<Username> users;
  private final Duration apart;
  private final SplittableRandom random = new SplittableRandom(7);
  private long sequence;

  ChargeStream(Database bench, int perSecond) {
    this.database = Database.open(bench.settings().withPool(2, Foreground.named("bench-charges")));
    this.charges = new Charges(database, ChargePolicy.DEFAULT);
    this.apart = Duration.ofSeconds(1).dividedBy(perSecond);
    this.users =
        bench.transaction(
            handle ->
                handle
                    .createQuery("SELECT username FROM account WHERE id % 20 = 2")
                    .map((row, context) -> Username.of(row.getString(1)))
                    .list());
  }

  /** Latencies from the time at which each was to be sent: what kept it waiting counts. */
  List<Duration> until(BooleanSupplier isOver) {
    List<Duration> latencies = new ArrayList<>();
    Stopwatch since = Stopwatch.start();
    for (int nth = 0; !isOver.getAsBoolean(); nth++) {
      Duration planned = apart.multipliedBy(nth);
      Duration early = planned.minus(since.elapsed());
      while (early.toNanos() > 0) {
        LockSupport.parkNanos(early.toNanos());
        early = planned.minus(since.elapsed());
      }
      charges.charge(report());
      latencies.add(since.elapsed().minus(planned));
    }
    return latencies;
  }

  private UsageReport report() {
    Instant now = Instant.now();
    List<UsageRecord> records = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      records.add(
          new UsageRecord(
              users.get(random.nextInt(users.size())), "console", new CpuTime(1_000), now));
    }
    return new UsageReport("bench-stream", ++sequence, records);
  }

  @Override
  public void close() {
    database.close();
  }
}
