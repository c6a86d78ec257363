package dev.quartermaster.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.Database;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Holds the ledger to what the charger was told: I1 and I3 from outside the database, and I4.
 *
 * @param boundaries one boundary of each account, as it was registered; periods are of a day
 */
record Witness(Database database, Map<Username, Instant> boundaries, List<UsageReport> reports) {

  private static final Duration PERIOD = Duration.ofDays(1);
  private static final int ALL = 1_000_000;

  /** An account's sums in microseconds. */
  private record Sums(long charged, long metered) {
    Sums plus(Sums other) {
      return new Sums(charged + other.charged, metered + other.metered);
    }
  }

  /** I1: each acknowledged report is in the ledger once, and nothing else is. */
  void agreesOnEveryReport() {
    Map<String, Long> expected =
        reports.stream()
            .collect(
                Collectors.toMap(
                    report -> report.reporter() + "/" + report.sequence(),
                    report -> report.records().stream().mapToLong(r -> r.cpu().micros()).sum()));
    assertThat(
            read(
                """
                SELECT reporter || '/' || sequence, sum(cpu_us)::bigint
                  FROM usage_record FULL JOIN usage_report USING (reporter, sequence)
                 GROUP BY reporter, sequence
                """))
        .as("I1: reports in the ledger, by what they charge")
        .isEqualTo(expected);
  }

  private Map<String, Long> read(String sql) {
    return database.transaction(
        handle ->
            handle
                .createQuery(sql)
                .map((row, context) -> Map.entry(row.getString(1), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** I1: each account's periods add up to what was reported of it. */
  void agreesOnEveryAccount() {
    Map<String, Sums> expected = new HashMap<>();
    records(Instant.MIN, Map.of())
        .forEach((name, sums) -> expected.merge(name.key(), sums, Sums::plus));
    Map<String, Sums> ledger =
        database.transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT username_key, sum(charged_us)::bigint, sum(metered_us)::bigint
                          FROM account JOIN usage_period ON account_id = account.id
                         GROUP BY username_key
                        """)
                    .map(
                        (row, context) ->
                            Map.entry(row.getString(1), new Sums(row.getLong(2), row.getLong(3))))
                    .list()
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    assertThat(ledger).as("I1: sums by account").isEqualTo(expected);
  }

  /** I3 and I4: what is shown of each account now, by nothing but its rule and what was sent. */
  void agreesOnWhatIsShown() {
    Map<Username, Instant> resets = lastResets();
    List<AccountView> views =
        database.transaction(handle -> Accounts.list(handle, "", ALL)).stream().toList();
    Map<Username, Instant> starts =
        views.stream()
            .collect(Collectors.toMap(AccountView::username, view -> startOf(view, resets)));
    Map<Username, Sums> expected = records(Instant.MAX, starts);
    assertThat(views).hasSameSizeAs(boundaries.keySet());
    for (AccountView view : views) {
      Sums sums = expected.getOrDefault(view.username(), new Sums(0, 0));
      assertThat(view.periodStart()).as("%s", view).isEqualTo(starts.get(view.username()));
      assertThat(view.usage().used().micros()).as("I3: %s", view).isEqualTo(sums.charged());
      assertThat(view.usage().metered().micros()).as("I3: %s", view).isEqualTo(sums.metered());
      assertThat(view.nextReset()).as("I4: %s", view).isAfter(view.asOf());
    }
  }

  private Instant startOf(AccountView view, Map<Username, Instant> resets) {
    Instant boundary = boundaries.get(view.username());
    long periods =
        Math.floorDiv(Duration.between(boundary, view.asOf()).toMillis(), PERIOD.toMillis());
    Instant natural = boundary.plus(PERIOD.multipliedBy(periods));
    Instant reset = resets.getOrDefault(view.username(), Instant.MIN);
    return reset.isAfter(natural) ? reset : natural;
  }

  private Map<Username, Instant> lastResets() {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    "SELECT username, max(at) FROM forced_reset JOIN account ON id = account_id GROUP BY username")
                .map(
                    (row, context) ->
                        Map.entry(
                            Username.of(row.getString(1)),
                            row.getObject(2, OffsetDateTime.class).toInstant()))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** What was used at or after an instant: the account's own where it has one. */
  private Map<Username, Sums> records(Instant otherwise, Map<Username, Instant> since) {
    return reports.stream()
        .flatMap(report -> report.records().stream())
        .filter(r -> !r.at().isBefore(since.getOrDefault(r.username(), otherwise)))
        .collect(Collectors.toMap(UsageRecord::username, Witness::sums, Sums::plus));
  }

  private static Sums sums(UsageRecord record) {
    long micros = record.cpu().micros();
    return ChargePolicy.DEFAULT.charges(record.source())
        ? new Sums(micros, 0)
        : new Sums(0, micros);
  }
}
