package dev.quartermaster.jobs.node;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.testing.TestDatabase;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What an outage of more than a day leaves behind: every account's period is overdue, one in ten
 * sits in the tarpit, the records of one in four came late, and some have used CPU time since.
 */
final class Outage {

  private static final Duration AGO = Duration.ofHours(26);
  private static final int CHUNK = 10_000;
  private static final CpuTime SINCE = CpuTime.ofSeconds(7);

  private final TestDatabase test;
  private final Charges charges;
  private long reports;

  private Outage(TestDatabase test) {
    this.test = test;
    this.charges = new Charges(test.database(), ChargePolicy.DEFAULT);
  }

  /**
   * Leaves this many accounts overdue.
   *
   * @return some of them, with what each has used in the period that runs now
   */
  static Map<Username, CpuTime> of(int accounts, TestDatabase test) {
    return new Outage(test).leave(accounts);
  }

  private Map<Username, CpuTime> leave(int accounts) {
    Database database = test.database();
    List<Username> names =
        IntStream.range(0, accounts).mapToObj(i -> Username.of("user" + i)).toList();
    database.run(
        handle ->
            Accounts.register(
                handle, names.stream().map(name -> NewAccount.on(Plan.FREE, name)).toList()));
    Instant before = database.transaction(DatabaseClock::now).minus(AGO);
    List<UsageRecord> inTime = new ArrayList<>();
    List<UsageRecord> late = new ArrayList<>();
    for (int i = 0; i < accounts; i++) {
      long seconds = i % 10 == 0 ? 120 : 1 + i % 90;
      (i % 4 == 3 ? late : inTime)
          .add(new UsageRecord(names.get(i), "console", CpuTime.ofSeconds(seconds), before));
      if (i % 8 == 0) {
        // A period that was charged in its time and is added to after its end.
        late.add(new UsageRecord(names.get(i), "web-app", CpuTime.ofSeconds(3), before));
      }
    }
    test.clockAt(before);
    charge(inTime);
    test.clockRuns();
    charge(late);
    return chargeSome();
  }

  private Map<Username, CpuTime> chargeSome() {
    List<AccountView> some =
        test.database().transaction(handle -> Accounts.list(handle, "", 400)).stream()
            // So that none of these periods ends while the test goes on.
            .filter(view -> view.nextReset().isAfter(view.asOf().plus(Duration.ofMinutes(10))))
            .toList();
    List<AccountView> charged = some.subList(0, some.size() / 2);
    charge(
        charged.stream()
            .map(view -> new UsageRecord(view.username(), "console", SINCE, view.asOf()))
            .toList());
    return some.stream()
        .collect(
            Collectors.toMap(
                AccountView::username, view -> charged.contains(view) ? SINCE : CpuTime.ZERO));
  }

  private void charge(List<UsageRecord> records) {
    for (int from = 0; from < records.size(); from += CHUNK) {
      charges.charge(
          new UsageReport(
              "test", reports++, records.subList(from, Math.min(from + CHUNK, records.size()))));
    }
  }
}
