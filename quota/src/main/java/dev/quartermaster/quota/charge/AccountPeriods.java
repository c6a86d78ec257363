package dev.quartermaster.quota.charge;

import dev.quartermaster.db.BigintArray;
import dev.quartermaster.quota.account.AccountRows.AccountRow;
import dev.quartermaster.quota.period.Span;
import dev.quartermaster.quota.period.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Finds the periods of many records.
 *
 * <p>In UTC and since the account's last change by hand the arithmetic is done here, without a
 * query. The rest is asked of the database: it has the history, and it knows the clock changes of
 * other zones from zone data that may be older or newer than this program's. What readers see is
 * arithmetic there, so there it is decided.
 */
final class AccountPeriods {

  /** An account that used something at an instant. */
  record Use(AccountRow account, Instant at) {}

  private AccountPeriods() {}

  /**
   * The period of each use, in their order.
   *
   * @param started a period of some accounts, as the ledger has it
   */
  static List<Span> of(Handle handle, List<Use> uses, Map<Long, Span> started) {
    Span[] spans = new Span[uses.size()];
    Map<Long, Timeline> recent = new HashMap<>();
    List<Integer> asked = new ArrayList<>();
    for (int i = 0; i < spans.length; i++) {
      AccountRow account = uses.get(i).account();
      Span known = started.get(account.id());
      if (known != null && known.holds(uses.get(i).at())) {
        spans[i] = known;
      } else if (account.tellsPeriodAt(uses.get(i).at())) {
        spans[i] =
            recent.computeIfAbsent(account.id(), id -> account.recent()).at(uses.get(i).at());
      } else {
        asked.add(i);
      }
    }
    if (!asked.isEmpty()) {
      ask(handle, uses, asked, spans);
    }
    return List.of(spans);
  }

  /** One query for all; accounts by primary key. */
  private static void ask(Handle handle, List<Use> uses, List<Integer> asked, Span[] spans) {
    handle
        .createQuery(
            """
            SELECT q.place, t.period_start, t.period_end
              FROM unnest(:places, :accounts, :ats) AS q (place, account_id, at_us)
              JOIN account a ON a.id = q.account_id
             CROSS JOIN LATERAL period_at(a, at_us(q.at_us)) AS t
            """)
        .bind("places", Ledger.longs(asked, Integer::longValue))
        .bind("accounts", Ledger.longs(asked, i -> uses.get(i).account().id()))
        .bind("ats", Ledger.longs(asked, i -> BigintArray.micros(uses.get(i).at())))
        .map((row, context) -> Map.entry(row.getInt(1), Span.of(row, 2)))
        .forEach(found -> spans[found.getKey()] = found.getValue());
  }
}
