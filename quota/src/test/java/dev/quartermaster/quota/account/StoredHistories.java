package dev.quartermaster.quota.account;

import dev.quartermaster.quota.period.PeriodRule;
import dev.quartermaster.quota.period.Timeline.Held;
import dev.quartermaster.quota.testing.History;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes histories as the product stores them, thousands at a time. */
final class StoredHistories {

  private StoredHistories() {}

  /** Their accounts, in the same order. */
  static List<Long> insert(Handle handle, List<History> histories) {
    PreparedBatch accounts =
        handle.prepareBatch(
            """
            INSERT INTO account (username, username_key, plan, anchor, zone, period_months, period_days,
                                 rule_from, last_reset_at)
            VALUES (:name, :name, 'free', :anchor, :zone, :months, :days,
                    coalesce(:from, '-infinity'::timestamptz), :reset)
            """);
    for (int i = 0; i < histories.size(); i++) {
      History history = histories.get(i);
      List<Instant> resets = history.resets();
      rule(accounts.bind("name", "history-" + i), history.last())
          .bind("reset", resets.isEmpty() ? null : sql(resets.get(resets.size() - 1)))
          .add();
    }
    List<Long> ids = new ArrayList<>(accounts.executePreparedBatch("id").mapTo(Long.class).list());
    insertPast(handle, ids, histories);
    insertResets(handle, ids, histories);
    return ids;
  }

  private static void insertPast(Handle handle, List<Long> ids, List<History> histories) {
    PreparedBatch rules =
        handle.prepareBatch(
            """
            INSERT INTO past_rule (account_id, held_from, held_until, anchor, zone, period_months, period_days)
            VALUES (:id, coalesce(:from, '-infinity'::timestamptz), :until, :anchor, :zone, :months, :days)
            """);
    for (int i = 0; i < ids.size(); i++) {
      List<Held> held = histories.get(i).held();
      for (int rule = 0; rule + 1 < held.size(); rule++) {
        rule(rules.bind("id", ids.get(i)), held.get(rule))
            .bind("until", sql(held.get(rule + 1).from()))
            .add();
      }
    }
    rules.execute();
  }

  private static void insertResets(Handle handle, List<Long> ids, List<History> histories) {
    PreparedBatch resets =
        handle.prepareBatch("INSERT INTO forced_reset (account_id, at) VALUES (:id, :at)");
    for (int i = 0; i < ids.size(); i++) {
      for (Instant at : histories.get(i).resets()) {
        resets.bind("id", ids.get(i)).bind("at", sql(at)).add();
      }
    }
    resets.execute();
  }

  private static PreparedBatch rule(PreparedBatch batch, Held held) {
    PeriodRule rule = held.rule();
    return batch
        .bind("anchor", rule.anchor())
        .bind("zone", rule.zone().equals(ZoneOffset.UTC) ? "UTC" : rule.zone().getId())
        .bind("months", rule.length().months())
        .bind("days", rule.length().days())
        .bind("from", held.from().equals(Instant.MIN) ? null : sql(held.from()));
  }

  static OffsetDateTime sql(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
