package dev.quartermaster.quota.charge;

import dev.quartermaster.db.BigintArray;
import dev.quartermaster.quota.charge.Ledger.Charged;
import dev.quartermaster.quota.tarpit.Tarpit;
import dev.quartermaster.quota.tarpit.Tarpit.Over;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/** What a charge has told: into the tarpit, a threshold reached, a late record. */
final class Told {

  /** From this per cent of the allowance on, platforms kill processes. */
  static final int TENFOLD = 1_000;

  /** An account that reached thresholds that it was not told of yet, in this period. */
  private record Reached(Charged row, List<Integer> percents) {
    int highest() {
      return percents.get(percents.size() - 1);
    }
  }

  private Told() {}

  /** Only a period that still runs has its account told of more than a late record. */
  static void tell(Handle handle, ChargePolicy policy, Instant now, List<Charged> notable) {
    if (notable.isEmpty()) {
      return;
    }
    List<Charged> running = notable.stream().filter(row -> row.span().end().isAfter(now)).toList();
    Tarpit.enter(
        handle,
        running.stream()
            .filter(Charged::isOver)
            .map(row -> new Over(row.account(), row.span()))
            .toList());
    tellReached(handle, running.stream().map(row -> reached(row, policy)).toList());
    tellLate(handle, notable.stream().filter(row -> row.state().settled()).toList());
  }

  private static Reached reached(Charged row, ChargePolicy policy) {
    return new Reached(
        row,
        IntStream.concat(
                policy.warnAt().stream().mapToInt(Integer::intValue), IntStream.of(TENFOLD))
            .filter(percent -> percent > row.state().toldPercent())
            .filter(percent -> reaches(row, percent))
            .boxed()
            .toList());
  }

  /** Exact, and safe from overflow; ten times an allowance is reached when it is passed. */
  static boolean reaches(Charged row, int percent) {
    long whole = row.allowanceMicros() / 100;
    long rest = row.allowanceMicros() % 100;
    long most = (Long.MAX_VALUE - rest * percent) / percent;
    if (row.chargedMicros() == 0 || whole > most) {
      return false;
    }
    long threshold = whole * percent + (rest * percent + 99) / 100;
    return percent == TENFOLD ? row.chargedMicros() > threshold : row.chargedMicros() >= threshold;
  }

  /** The rows are locked already; a threshold is told once a period. */
  private static void tellReached(Handle handle, List<Reached> all) {
    List<Reached> reached = all.stream().filter(each -> !each.percents().isEmpty()).toList();
    if (reached.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            UPDATE usage_period u
               SET told_percent = r.percent
              FROM unnest(:accounts, :starts, :percents) AS r (account_id, start_us, percent)
             WHERE u.account_id = r.account_id AND u.period_start = at_us(r.start_us)
            """)
        .bind("accounts", Ledger.longs(reached, each -> each.row().account()))
        .bind("starts", Ledger.longs(reached, each -> startMicros(each.row())))
        .bind("percents", Ledger.longs(reached, Reached::highest))
        .execute();
    List<Charged> rows = new ArrayList<>();
    List<Integer> percents = new ArrayList<>();
    reached.forEach(
        each ->
            each.percents()
                .forEach(
                    percent -> {
                      rows.add(each.row());
                      percents.add(percent);
                    }));
    handle
        .createUpdate(
            """
            INSERT INTO event (account_id, kind, period_start, detail)
            SELECT account_id, CASE percent WHEN :tenfold THEN 'tarpit-tenfold' ELSE 'warning' END,
                   at_us(start_us), CASE WHEN percent <> :tenfold THEN percent::text END
              FROM unnest(:accounts, :starts, :percents) WITH ORDINALITY AS r (account_id, start_us, percent, place)
             ORDER BY place
            """)
        .bind("accounts", Ledger.longs(rows, Charged::account))
        .bind("starts", Ledger.longs(rows, Told::startMicros))
        .bind("percents", Ledger.longs(percents, Integer::longValue))
        .bind("tenfold", TENFOLD)
        .execute();
  }

  /** A settled period's total grew: it stays settled, and the event says so. */
  private static void tellLate(Handle handle, List<Charged> settled) {
    if (settled.isEmpty()) {
      return;
    }
    handle
        .createUpdate(
            """
            INSERT INTO event (account_id, kind, period_start)
            SELECT account_id, 'late-charge', at_us(start_us)
              FROM unnest(:accounts, :starts) AS s (account_id, start_us)
            """)
        .bind("accounts", Ledger.longs(settled, Charged::account))
        .bind("starts", Ledger.longs(settled, Told::startMicros))
        .execute();
  }

  private static long startMicros(Charged row) {
    return BigintArray.micros(row.span().start());
  }
}
