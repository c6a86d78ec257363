package dev.quartermaster.quota.charge;

import dev.quartermaster.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes the monthly partitions that rows need, before they are needed, in transactions of their
 * own.
 */
final class Partitions {

  /** A partitioned table, and how its partitions are stored. */
  record Table(String name, String options) {}

  // 30 % of each page is left for the rows' next versions: see the comment on the table.
  static final Table PERIODS = new Table("usage_period", "WITH (fillfactor = 70)");
  static final Table RECORDS = new Table("usage_record", "");

  /** Rows were to go to months that have no partition yet. */
  static final class Missing extends RuntimeException {
    private final transient Table table;
    private final transient List<Instant> months;

    Missing(Table table, List<Instant> months) {
      super("no partition of " + table.name() + " for " + months);
      this.table = table;
      this.months = months;
    }
  }

  /** The month may change between looking at the clock and writing. */
  private static final Duration MONTH_TURN = Duration.ofHours(1);

  private final Database database;
  private final Set<String> made = ConcurrentHashMap.newKeySet();

  Partitions(Database database) {
    this.database = database;
  }

  /** Makes those that were found missing. */
  void make(Missing missing) {
    ensure(missing.table, missing.months);
  }

  /** Has every partition looked for again: one that was made may have been dropped since. */
  void forget() {
    made.clear();
  }

  private void ensure(Table table, Collection<Instant> instants) {
    for (LocalDate month : months(instants)) {
      String name = table.name() + month;
      if (made.contains(name)) {
        continue;
      }
      database.run(
          handle ->
              handle
                  .createQuery("SELECT 1 FROM make_partition(:table, :month, :options)")
                  .bind("table", table.name())
                  .bind("month", month)
                  .bind("options", table.options())
                  .mapTo(Integer.class)
                  .one());
      made.add(name);
    }
  }

  /**
   * Checks, inside a transaction, that periods which begin at these instants have a partition.
   *
   * @throws Missing when not: {@link #make} them outside the transaction and begin again
   */
  void require(List<Instant> starts) {
    require(PERIODS, starts);
  }

  /** {@link #require} for the records that come in now. */
  void requireRecords(Instant now) {
    require(RECORDS, List.of(now, now.plus(MONTH_TURN)));
  }

  private void require(Table table, List<Instant> instants) {
    List<Instant> missing =
        months(instants).stream()
            .filter(month -> !made.contains(table.name() + month))
            .map(month -> month.atStartOfDay(ZoneOffset.UTC).toInstant())
            .toList();
    if (!missing.isEmpty()) {
      throw new Missing(table, missing);
    }
  }

  private static Set<LocalDate> months(Collection<Instant> instants) {
    Set<LocalDate> months = new TreeSet<>();
    instants.forEach(at -> months.add(LocalDate.ofInstant(at, ZoneOffset.UTC).withDayOfMonth(1)));
    return months;
  }
}
