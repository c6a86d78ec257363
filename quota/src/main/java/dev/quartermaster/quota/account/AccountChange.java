package dev.quartermaster.quota.account;

import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.entitlement.PendingChange;
import dev.quartermaster.quota.period.PeriodRule;
import dev.quartermaster.quota.period.PeriodZone;
import dev.quartermaster.quota.tarpit.Tarpit;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Changes to one account by hand.
 *
 * @param plan moves it to another plan at once
 * @param allowance gives it an allowance of its own; an empty inner value takes that away again
 * @param nextReset moves its boundaries so that one lies here; the running period never becomes
 *     longer
 * @param zone counts its boundaries in another zone's local time: UTC, or a region and city
 */
public record AccountChange(
    Optional<String> plan,
    Optional<Optional<CpuTime>> allowance,
    Optional<Instant> nextReset,
    Optional<ZoneId> zone) {

  /** Refuses other zones with an {@link IllegalArgumentException}. */
  public AccountChange {
    // The database keeps microseconds.
    nextReset = nextReset.map(at -> at.truncatedTo(ChronoUnit.MICROS));
    zone = zone.map(PeriodZone::checked);
  }

  public boolean isEmpty() {
    return plan.isEmpty() && allowance.isEmpty() && nextReset.isEmpty() && zone.isEmpty();
  }

  /**
   * Applies it within the caller's transaction.
   *
   * @throws IllegalArgumentException when the plan does not exist
   */
  public void apply(Handle handle, long account) {
    lock(handle, account);
    PendingChange.applyDue(handle, List.of(account));
    Optional<Plan> newPlan = plan.map(name -> existing(handle, name));
    newPlan.ifPresent(to -> setPlan(handle, account, to));
    allowance.ifPresent(to -> setAllowance(handle, account, to));
    if (newPlan.isPresent() || nextReset.isPresent() || zone.isPresent()) {
      moveRule(handle, account, newPlan);
    }
    tell(handle, account, "");
    Tarpit.agree(handle, List.of(account));
  }

  /** One event, which says what changes. */
  private void tell(Handle handle, long account, String when) {
    List<String> parts = new ArrayList<>();
    plan.ifPresent(to -> parts.add("plan " + to));
    allowance.ifPresent(
        own ->
            parts.add(
                own.map(to -> "allowance " + to.seconds().toPlainString() + " s")
                    .orElse("the plan's allowance")));
    nextReset.ifPresent(at -> parts.add("next reset " + at));
    zone.ifPresent(to -> parts.add("zone " + to));
    handle
        .createUpdate(
            "INSERT INTO event (account_id, kind, detail) VALUES (:account, 'changed', :detail)")
        .bind("account", account)
        .bind("detail", String.join(", ", parts) + when)
        .execute();
  }

  /**
   * Has plan and allowance change at the account's next boundary instead; the period that runs
   * keeps what it has.
   *
   * @throws IllegalArgumentException when the plan does not exist, or the reset time or the zone is
   *     to be changed, which always begins with a coming boundary
   */
  public void applyAtBoundary(Handle handle, long account) {
    if (nextReset.isPresent() || zone.isPresent()) {
      throw new IllegalArgumentException(
          "a new reset time or zone takes effect at a coming boundary by itself: set it without waiting for one");
    }
    lock(handle, account);
    PendingChange.applyDue(handle, List.of(account));
    Optional<Plan> newPlan = plan.map(name -> existing(handle, name));
    Instant boundary = RuleRows.boundary(handle, account);
    new PendingChange(plan, allowance).putOff(handle, account, boundary);
    newPlan.ifPresent(to -> changeLength(handle, account, to, boundary));
    tell(handle, account, ", from " + boundary + " on");
  }

  private static void changeLength(Handle handle, long account, Plan to, Instant boundary) {
    PeriodRule rule = RuleRows.rule(handle, account);
    if (!rule.length().equals(to.period())) {
      PeriodRule from = PeriodRule.withBoundaryAt(boundary, rule.zone(), to.period());
      RuleRows.moveAtBoundary(handle, account, from);
    }
  }

  private static void lock(Handle handle, long account) {
    handle
        .createQuery("SELECT id FROM account WHERE id = :id FOR NO KEY UPDATE")
        .bind("id", account)
        .mapTo(Long.class)
        .one();
  }

  private static Plan existing(Handle handle, String name) {
    return Plans.find(handle, name).orElseThrow(() -> Plans.none(name));
  }

  private static void setPlan(Handle handle, long account, Plan to) {
    handle
        .createUpdate(
            """
            UPDATE account
               SET plan = :plan, pending_plan = NULL, pending_from = NULL,
                   pending_keeps_allowance = true, pending_allowance_us = NULL
             WHERE id = :id
            """)
        .bind("plan", to.name())
        .bind("id", account)
        .execute();
  }

  private static void setAllowance(Handle handle, long account, Optional<CpuTime> to) {
    handle
        .createUpdate("UPDATE account SET allowance_us = :allowance WHERE id = :id")
        .bind("allowance", to.map(CpuTime::micros).orElse(null))
        .bind("id", account)
        .execute();
  }

  private void moveRule(Handle handle, long account, Optional<Plan> newPlan) {
    PeriodRule rule = RuleRows.rule(handle, account);
    ZoneId newZone = zone.orElse(rule.zone());
    LocalDateTime anchor =
        nextReset.map(at -> LocalDateTime.ofInstant(at, newZone)).orElse(rule.anchor());
    PeriodRule to =
        new PeriodRule(anchor, newZone, newPlan.map(Plan::period).orElse(rule.length()));
    if (!to.equals(rule)) {
      RuleRows.move(handle, account, to);
    }
  }
}
