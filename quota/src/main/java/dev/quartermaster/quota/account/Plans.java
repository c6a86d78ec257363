package dev.quartermaster.quota.account;

import dev.quartermaster.db.Database;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.period.PeriodLength;
import dev.quartermaster.quota.tarpit.Tarpit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** The SQL of plans. */
public final class Plans {

  /** Accounts that one step of a change holds. */
  private static final int STEP = 2_000;

  private Plans() {}

  public static List<Plan> list(Handle handle) {
    return handle
        .createQuery("SELECT * FROM plan ORDER BY name")
        .map((row, context) -> plan(row))
        .list();
  }

  public static Optional<Plan> find(Handle handle, String name) {
    return handle
        .createQuery("SELECT * FROM plan WHERE name = :name")
        .bind("name", name)
        .map((row, context) -> plan(row))
        .findOne();
  }

  /**
   * Makes a plan or changes its allowance, for periods that begin from now on and for those that
   * run: accounts go into the tarpit or leave it at once. All in the caller's transaction, which
   * holds every account of the plan; {@link #setInSteps} is for plans with many.
   *
   * @throws IllegalArgumentException when accounts are on the plan and the period's length would
   *     change under them
   */
  public static void set(Handle handle, Plan plan) {
    put(handle, plan);
    agreeAfter(handle, plan.name(), 0, Integer.MAX_VALUE);
  }

  /**
   * {@link #set} in bounded transactions, so that charges wait for none of them for long. Each is
   * right in itself: stopped and done again, it goes on.
   *
   * @param alongside joins the first transaction, which changes the plan
   */
  public static void setInSteps(Database database, Plan plan, Database.Action alongside) {
    database.run(
        handle -> {
          put(handle, plan);
          alongside.in(handle);
        });
    OptionalLong last = OptionalLong.of(0);
    while (last.isPresent()) {
      long after = last.getAsLong();
      last = database.transaction(handle -> agreeAfter(handle, plan.name(), after, STEP));
    }
  }

  /**
   * Brings the running periods of the next accounts of a plan, and their place in the tarpit, in
   * line with its allowance. A period that begins meanwhile has the new one already.
   *
   * @return the last of them; empty when there were none
   */
  private static OptionalLong agreeAfter(Handle handle, String plan, long after, int limit) {
    List<Long> accounts = lockAfter(handle, plan, after, limit);
    if (accounts.isEmpty()) {
      return OptionalLong.empty();
    }
    Tarpit.agree(handle, accounts);
    return OptionalLong.of(accounts.get(accounts.size() - 1));
  }

  /**
   * Makes a plan or changes its allowance for periods that begin from now on; those that run keep
   * theirs.
   *
   * @throws IllegalArgumentException as {@link #set} does
   */
  public static void put(Handle handle, Plan plan) {
    Optional<Plan> before = find(handle, plan.name());
    if (before.isPresent()
        && !before.get().period().equals(plan.period())
        && accounts(handle, plan.name()) > 0) {
      throw new IllegalArgumentException(
          "plan '%s' has accounts with periods of %s: make a new plan for %s and move accounts to it"
              .formatted(plan.name(), before.get().period(), plan.period()));
    }
    handle
        .createUpdate(
            """
            INSERT INTO plan (name, allowance_us, period_months, period_days)
            VALUES (:name, :allowance, :months, :days)
            ON CONFLICT (name) DO UPDATE
              SET allowance_us = excluded.allowance_us,
                  period_months = excluded.period_months,
                  period_days = excluded.period_days
            """)
        .bind("name", plan.name())
        .bind("allowance", plan.allowance().micros())
        .bind("months", plan.period().months())
        .bind("days", plan.period().days())
        .execute();
  }

  private static List<Long> lockAfter(Handle handle, String name, long after, int limit) {
    return handle
        .createQuery(
            """
            SELECT id FROM account
             WHERE (plan = :name OR pending_plan = :name) AND id > :after
             ORDER BY id
             LIMIT :limit
               FOR NO KEY UPDATE
            """)
        .bind("name", name)
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(Long.class)
        .list();
  }

  /** Fails when one of these plans does not exist. */
  static void require(Handle handle, Set<String> names) {
    Set<String> missing = new TreeSet<>(names);
    list(handle).forEach(plan -> missing.remove(plan.name()));
    if (!missing.isEmpty()) {
      throw none(missing.iterator().next());
    }
  }

  /** What to say of a plan that does not exist. */
  static IllegalArgumentException none(String name) {
    return new IllegalArgumentException(
        "there is no plan '%s': make it with 'plans set %s --allowance-s N'".formatted(name, name));
  }

  /** How many accounts are on a plan, or about to be. */
  public static long accounts(Handle handle, String name) {
    return handle
        .createQuery("SELECT count(*) FROM account WHERE plan = :name OR pending_plan = :name")
        .bind("name", name)
        .mapTo(Long.class)
        .one();
  }

  private static Plan plan(ResultSet row) throws SQLException {
    return new Plan(
        row.getString("name"),
        new CpuTime(row.getLong("allowance_us")),
        new PeriodLength(row.getInt("period_months"), row.getInt("period_days")));
  }
}
