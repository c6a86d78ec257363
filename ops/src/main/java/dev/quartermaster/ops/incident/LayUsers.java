package dev.quartermaster.ops.incident;

import dev.quartermaster.db.Database;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Plans;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.period.PeriodLength;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Brings all users in, thousands at a time, by the doors of an import. */
final class LayUsers {

  private static final int AT_ONCE = 5_000;
  private static final String PAYING = "paying";

  /** Of what they used, in the middle of the period. */
  private static final Duration AGO = Duration.ofHours(12);

  private final Database database;
  private final Charges charges;

  LayUsers(Database database) {
    this.database = database;
    this.charges = new Charges(database, ChargePolicy.DEFAULT);
  }

  /**
   * Lays them; what each used is recounted.
   *
   * @param resets are noted
   * @param speed of the machine
   * @return when the night begins: soon after the last is laid, however slow the machine is. The
   *     first ones' resets come a little before it, if it turns out to be slower than expected.
   */
  Instant lay(Users users, Resets resets, Tally tally, Pace.Speed speed) {
    database.run(
        handle -> Plans.set(handle, new Plan(PAYING, CpuTime.ofSeconds(2_000), PeriodLength.DAY)));
    Pace pace = new Pace(database, users.size(), speed);
    for (int from = 0; from < users.size(); from += AT_ONCE) {
      List<User> some = users.all().subList(from, Math.min(users.size(), from + AT_ONCE));
      Instant begins = pace.after(from);
      some.forEach(user -> resets.set(user.nth(), user.reset(begins)));
      database.run(
          handle ->
              Accounts.register(handle, some.stream().map(user -> account(user, begins)).toList()));
      List<UsageRecord> used =
          some.stream()
              .filter(user -> user.usedMicros() > 0)
              .map(
                  user ->
                      new UsageRecord(
                          user.name(),
                          "console",
                          new CpuTime(user.usedMicros()),
                          begins.minus(AGO)))
              .toList();
      charges.charge(new UsageReport("import", from, used));
      some.forEach(user -> tally.add(user.nth(), begins.minus(AGO), user.usedMicros()));
    }
    return pace.after(users.size());
  }

  private static NewAccount account(User user, Instant begins) {
    return new NewAccount(
        user.name(),
        user.paying() ? PAYING : Plan.FREE,
        Optional.empty(),
        Optional.of(user.reset(begins)),
        ZoneOffset.UTC);
  }
}
