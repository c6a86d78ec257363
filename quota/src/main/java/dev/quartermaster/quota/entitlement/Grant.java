package dev.quartermaster.quota.entitlement;

import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.tarpit.Tarpit;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Extra CPU time in each period of an account until an instant: support's way to make good. From
 * that instant on it counts no more, also in a period that runs.
 *
 * @param extra above 0
 */
public record Grant(CpuTime extra, Instant until, @Nullable String reason) {

  public Grant {
    if (extra.micros() == 0 || extra.compareTo(CpuTime.MOST) > 0) {
      throw new IllegalArgumentException(
          "a grant of %s s; give more than 0 and at most %s"
              .formatted(extra.seconds().toPlainString(), CpuTime.MOST.seconds().toPlainString()));
    }
  }

  /**
   * Gives it within the caller's transaction; an account that is no longer over its allowance
   * leaves the tarpit at once.
   *
   * @throws IllegalArgumentException when its end is not in the future
   */
  public void give(Handle handle, long account) {
    Instant now =
        handle
            .createQuery("SELECT qm_now() FROM account WHERE id = :id FOR NO KEY UPDATE")
            .bind("id", account)
            .mapTo(Instant.class)
            .one();
    if (!until.isAfter(now)) {
      throw new IllegalArgumentException(
          "the grant would end at %s, which has passed (it is %s)".formatted(until, now));
    }
    handle
        .createUpdate(
            """
            WITH given AS (
              INSERT INTO allowance_grant (account_id, extra_us, until, reason)
              VALUES (:account, :extra, :until, :reason))
            INSERT INTO event (account_id, kind, detail) VALUES (:account, 'granted', :detail)
            """)
        .bind("account", account)
        .bind("extra", extra.micros())
        .bind("until", until)
        .bind("reason", reason)
        .bind("detail", "%s s until %s".formatted(extra.seconds().toPlainString(), until))
        .execute();
    Tarpit.agree(handle, List.of(account));
  }
}
