package dev.quartermaster.quota.usage;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions of months that have passed.
 *
 * <p>To drop one takes a lock of the whole table, behind which charges queue. So whoever has the
 * table is waited for only so long as a charge can wait too, some times in a row; then the month
 * stays until the next run.
 */
final class OldMonths {

  private static final Logger LOG = LoggerFactory.getLogger(OldMonths.class);

  private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("uuuuMM");
  private static final String WAIT = "SET LOCAL lock_timeout = '200ms'";
  private static final int TRIES = 5;

  /** {@code lock_not_available}: the lock was not to be had in time. */
  private static final String IN_USE = "55P03";

  private OldMonths() {}

  /** The first month of records after this one that lies before an instant and may go. */
  static Optional<String> nextOfRecords(Handle handle, LocalDate after, Instant before) {
    return months(handle, List.of("usage_record"), after, before).stream()
        .filter(month -> isRolledUp(handle, month))
        .findFirst()
        .map(LocalDate::toString);
  }

  /** The first month of periods, and of their days, likewise. */
  static Optional<String> nextOfHistory(Handle handle, LocalDate after, Instant before) {
    return months(handle, List.of("usage_period", "usage_daily"), after, before).stream()
        .filter(month -> isOver(handle, month, before))
        .findFirst()
        .map(LocalDate::toString);
  }

  /** From the catalog: a partition is named after its month. */
  private static List<LocalDate> months(
      Handle handle, List<String> parents, LocalDate after, Instant before) {
    return handle
        .createQuery(
            """
            SELECT DISTINCT to_date(right(c.relname, 6), 'YYYYMM') AS month
              FROM pg_inherits i
              JOIN pg_class c ON c.oid = i.inhrelid
             WHERE i.inhparent = ANY (SELECT to_regclass(parent) FROM unnest(:parents) AS parent)
               AND to_date(right(c.relname, 6), 'YYYYMM') > :after
               AND to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= :before AT TIME ZONE 'UTC'
             ORDER BY month
            """)
        .bindArray("parents", String.class, parents.toArray())
        .bind("after", after)
        .bind("before", before.atOffset(ZoneOffset.UTC))
        .mapTo(LocalDate.class)
        .list();
  }

  /** What came in then is all in usage_daily. Walks usage_report_to_roll_up. */
  private static boolean isRolledUp(Handle handle, LocalDate month) {
    return handle
        .createQuery(
            "SELECT NOT EXISTS (SELECT FROM usage_report WHERE NOT rolled_up AND received_at < :end)")
        .bind("end", month.plusMonths(1).atStartOfDay().atOffset(ZoneOffset.UTC))
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Nothing of the month is to be settled, released or rolled up any more: its last period ended
   * before {@code before}, and all that ended by then and is not queued as late is settled. Looks
   * at the end of usage_period_end; at late_period, which is short.
   *
   * <p>A month of long ago that was imported is kept for as long as if it had passed when it came
   * in: its first rows tell.
   */
  private static boolean isOver(Handle handle, LocalDate month, Instant before) {
    if (!exists(handle, "usage_period", month)) {
      return nothingOfAnyAgeWaits(handle);
    }
    return nothingOfAnyAgeWaits(handle)
        && handle
            .createQuery(
                """
                SELECT coalesce((SELECT max(period_end) FROM %1$s) <= least(:before, (SELECT at FROM settled_through)), true)
                   AND NOT EXISTS (SELECT FROM late_period WHERE period_start >= :start AND period_start < :end)
                   AND NOT EXISTS (SELECT FROM tarpit
                                    WHERE until <= :before AND period_start >= :start AND period_start < :end)
                   AND NOT EXISTS (SELECT FROM (SELECT settled_at FROM %1$s LIMIT 1000) AS first
                                    WHERE settled_at > :before)
                """
                    .formatted(partition("usage_period", month)))
            .bind("before", before.atOffset(ZoneOffset.UTC))
            .bind("start", month.atStartOfDay().atOffset(ZoneOffset.UTC))
            .bind("end", month.plusMonths(1).atStartOfDay().atOffset(ZoneOffset.UTC))
            .mapTo(Boolean.class)
            .one();
  }

  /** A report of any age that is not rolled up yet may add to a day of any month. */
  private static boolean nothingOfAnyAgeWaits(Handle handle) {
    return handle
        .createQuery("SELECT NOT EXISTS (SELECT FROM usage_report WHERE NOT rolled_up AND any_age)")
        .mapTo(Boolean.class)
        .one();
  }

  static long dropRecords(Handle handle, LocalDate month) {
    return drop(handle, List.of("usage_record"), month, () -> isRolledUp(handle, month));
  }

  static long dropHistory(Handle handle, LocalDate month, Instant before) {
    return drop(
        handle, List.of("usage_period", "usage_daily"), month, () -> isOver(handle, month, before));
  }

  private static long drop(
      Handle handle, List<String> parents, LocalDate month, BooleanSupplier mayGo) {
    for (int tried = 0; tried < TRIES; tried++) {
      handle.savepoint("untouched");
      try {
        return dropNow(handle, parents, month, mayGo);
      } catch (UnableToExecuteStatementException e) {
        if (!(e.getCause() instanceof SQLException cause && IN_USE.equals(cause.getSQLState()))) {
          throw e;
        }
        handle.rollbackToSavepoint("untouched");
      }
    }
    LOG.warn(
        "{} of {} is not dropped this time: the table was in use for longer than charges may wait.",
        String.join(" and ", parents),
        month);
    return 0;
  }

  /**
   * Looks once more under the lock of the tables themselves, without which nobody reads or writes
   * their partitions. A charge that looked for its partition before finds it gone, and makes it
   * again.
   */
  private static long dropNow(
      Handle handle, List<String> parents, LocalDate month, BooleanSupplier mayGo) {
    handle.execute(WAIT);
    parents.forEach(parent -> handle.execute("LOCK TABLE ONLY " + parent));
    if (!mayGo.getAsBoolean()) {
      return 0;
    }
    long dropped = 0;
    for (String parent : parents) {
      if (exists(handle, parent, month)) {
        handle.execute("DROP TABLE " + partition(parent, month));
        dropped++;
      }
    }
    return dropped;
  }

  private static boolean exists(Handle handle, String parent, LocalDate month) {
    return handle
        .createQuery("SELECT to_regclass(:name) IS NOT NULL")
        .bind("name", partition(parent, month))
        .mapTo(Boolean.class)
        .one();
  }

  private static String partition(String parent, LocalDate month) {
    return parent + "_" + SUFFIX.format(month);
  }
}
