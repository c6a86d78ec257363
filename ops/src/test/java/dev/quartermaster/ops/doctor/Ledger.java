package dev.quartermaster.ops.doctor;

import dev.quartermaster.db.Database;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.period.SettleSlice;
import dev.quartermaster.quota.period.Settling;
import dev.quartermaster.quota.reset.ForcedReset;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Accounts {@code a-0}, {@code a-1} … that are charged, settled and reset. */
final class Ledger {

  private final Database database;
  private final Charges charges;
  private final AtomicLong sequence = new AtomicLong();
  private final int accounts;

  Ledger(Database database, int accounts) {
    this.database = database;
    this.charges = new Charges(database, ChargePolicy.DEFAULT);
    this.accounts = accounts;
    database.run(
        handle ->
            Accounts.register(
                handle,
                IntStream.range(0, accounts)
                    .mapToObj(i -> NewAccount.on(Plan.FREE, Username.of("a-" + i)))
                    .toList()));
  }

  /** Each account uses 150 s and some of the web, so long ago: it is over its allowance. */
  void charge(Duration ago) {
    Instant at = Instant.now().minus(ago);
    List<UsageRecord> records =
        IntStream.range(0, accounts)
            .boxed()
            .flatMap(
                i ->
                    List.of(
                        new UsageRecord(
                            Username.of("A-" + i), "console", CpuTime.ofSeconds(150), at),
                        new UsageRecord(Username.of("a-" + i), "web-app", CpuTime.ofSeconds(3), at))
                        .stream())
            .toList();
    charges.charge(List.of(new UsageReport("host", sequence.incrementAndGet(), records)));
  }

  void settle() {
    Optional<SettleSlice> next = cut(Settling.start());
    while (next.isPresent()) {
      SettleSlice slice = next.get();
      database.run(handle -> Settling.settle(handle, slice));
      next = cut(slice);
    }
    database.run(Settling::noteSettledThrough);
  }

  private Optional<SettleSlice> cut(SettleSlice last) {
    return database.transaction(handle -> Settling.cut(handle, last, 20));
  }

  void reset(int account) {
    database.run(
        handle -> {
          AccountView view =
              Accounts.find(handle, Username.of("a-" + account % accounts)).orElseThrow();
          ForcedReset.reset(handle, List.of(view.id()), "test");
        });
  }
}
