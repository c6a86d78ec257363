package dev.quartermaster.ops.bench;

import dev.quartermaster.db.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Asks the database whether all that was acknowledged is there, and nothing else. */
final class ChargeSums {

  /** How the names of the bench's reporters begin. */
  static final String REPORTER = "load-";

  /** Sums: of what was sent, or of what is there. */
  private record Sums(long records, long reported, long ledger) {}

  private ChargeSums() {}

  /**
   * Checks the product's tables.
   *
   * @param sent all that went over HTTP since they were empty
   * @throws NotVerified when they have anything else
   */
  static void requireCharged(Database database, Collection<Loaded> sent) {
    Sums wanted = new Sums(records(sent), micros(sent), micros(sent));
    // What lies overdue has rows too, but neither reporters nor periods of those who report.
    Sums found =
        database.transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT (SELECT coalesce(sum(records), 0) FROM usage_report WHERE reporter LIKE :reporters),
                               (SELECT coalesce(sum(cpu_us), 0) FROM usage_record WHERE reporter LIKE :reporters),
                               (SELECT coalesce(sum(u.charged_us + u.metered_us), 0)
                                  FROM usage_period u
                                 WHERE u.account_id IN (SELECT account_id FROM raw.ledger))
                        """)
                    .bind("reporters", REPORTER + "%")
                    .map((row, context) -> new Sums(row.getLong(1), row.getLong(2), row.getLong(3)))
                    .one());
    require("HTTP", wanted, found);
  }

  /** {@link #requireCharged} of the plain ledger. */
  static void requireRaw(Database database, Collection<Loaded> sent) {
    long found =
        database.transaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT coalesce(sum(charged_us + metered_us), 0)::bigint FROM raw.ledger")
                    .mapTo(Long.class)
                    .one());
    require("raw upsert", micros(sent), found);
  }

  /** Checks that everything overdue is settled with its usage kept, and out of the tarpit. */
  static void requireSettled(Database database) {
    List<String> complaints = new ArrayList<>();
    long open =
        count(
            database,
            """
            SELECT count(*)
              FROM bench.overdue o
              LEFT JOIN usage_period u USING (account_id, period_start)
             WHERE u.settled_at IS NULL OR u.charged_us <> o.charged_us
            """);
    if (open > 0) {
      complaints.add("%d periods are not settled as they were used".formatted(open));
    }
    long held =
        count(
            database,
            "SELECT count(*) FROM bench.overdue JOIN tarpit USING (account_id, period_start)");
    if (held > 0) {
      complaints.add("%d accounts are still in the tarpit".formatted(held));
    }
    if (!complaints.isEmpty()) {
      throw new NotVerified("settling", complaints);
    }
  }

  private static long count(Database database, String query) {
    return database.transaction(handle -> handle.createQuery(query).mapTo(Long.class).one());
  }

  private static void require(String side, Object wanted, Object found) {
    if (!wanted.equals(found)) {
      throw new NotVerified(side, List.of("sent %s, found %s".formatted(wanted, found)));
    }
  }

  private static long records(Collection<Loaded> sent) {
    return sent.stream().mapToLong(Loaded::records).sum();
  }

  private static long micros(Collection<Loaded> sent) {
    return sent.stream().mapToLong(Loaded::micros).sum();
  }
}
