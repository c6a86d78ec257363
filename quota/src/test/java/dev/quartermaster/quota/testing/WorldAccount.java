package dev.quartermaster.quota.testing;

import dev.quartermaster.quota.account.AccountChange;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargeOutcome;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.period.Span;
import dev.quartermaster.quota.reset.ForcedReset;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** One account of the {@link World}. */
public final class WorldAccount {

  private final World world;
  private final Username name;

  WorldAccount(World world, Username name) {
    this.world = world;
    this.name = name;
  }

  /**
   * A ledger row, in words.
   *
   * @param state open, boundary or reset
   */
  public record Row(Span span, CpuTime charged, CpuTime metered, String state) {}

  public long id() {
    return view().id();
  }

  /** Uses CPU time on a console now. */
  public WorldAccount used(String cpu) {
    return used(cpu, world.now().toString());
  }

  /** Uses CPU time on a console at some time. */
  public WorldAccount used(String cpu, String at) {
    return used(cpu, "console", at);
  }

  public WorldAccount used(String cpu, String source, String at) {
    ChargeOutcome outcome =
        world.charge(world.report(world.record(name.toString(), source, cpu, Instant.parse(at))));
    if (outcome.accepted() != 1) {
      throw new IllegalStateException(outcome.toString());
    }
    return this;
  }

  public ForcedReset.Outcome reset() {
    long id = id();
    return world
        .database()
        .transaction(handle -> ForcedReset.reset(handle, List.of(id), "asked support"));
  }

  public WorldAccount onPlan(String plan) {
    return change(
        new AccountChange(Optional.of(plan), Optional.empty(), Optional.empty(), Optional.empty()));
  }

  public WorldAccount nextReset(String at) {
    return change(
        new AccountChange(
            Optional.empty(), Optional.empty(), Optional.of(Instant.parse(at)), Optional.empty()));
  }

  public WorldAccount inZone(String zone) {
    return change(
        new AccountChange(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(ZoneId.of(zone))));
  }

  /** An allowance of its own. */
  public WorldAccount mayUse(String allowance) {
    return change(
        new AccountChange(
            Optional.empty(),
            Optional.of(Optional.of(World.cpu(allowance))),
            Optional.empty(),
            Optional.empty()));
  }

  public WorldAccount change(AccountChange change) {
    long id = id();
    world.database().run(handle -> change.apply(handle, id));
    return this;
  }

  /** From an instant on it is on another plan. */
  public WorldAccount onPlanFrom(String plan, String from) {
    world
        .database()
        .run(
            handle ->
                handle
                    .createUpdate(
                        "UPDATE account SET pending_plan = :plan, pending_from = :from WHERE username_key = :key")
                    .bind("plan", plan)
                    .bind("from", Instant.parse(from))
                    .bind("key", name.key())
                    .execute());
    return this;
  }

  public AccountView view() {
    return world
        .database()
        .transaction(handle -> Accounts.find(handle, name))
        .orElseThrow(() -> new IllegalStateException("no account " + name));
  }

  /** Its ledger, oldest first. */
  public List<Row> rows() {
    return world
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT u.*, coalesce(u.ended_by, 'open') AS state
                          FROM usage_period u JOIN account a ON a.id = u.account_id
                         WHERE a.username_key = :key ORDER BY u.period_start
                        """)
                    .bind("key", name.key())
                    .map(
                        (row, context) ->
                            new Row(
                                new Span(
                                    row.getObject("period_start", OffsetDateTime.class).toInstant(),
                                    row.getObject("period_end", OffsetDateTime.class).toInstant()),
                                new CpuTime(row.getLong("charged_us")),
                                new CpuTime(row.getLong("metered_us")),
                                row.getString("state")))
                    .list());
  }

  /** Kinds of its events, oldest first; without warnings and changes by hand. */
  public List<String> events() {
    return texts(
        "SELECT kind FROM event WHERE account_id = :id AND kind NOT IN ('warning', 'changed') ORDER BY id");
  }

  /** The thresholds that it was told of, in per cent. */
  public List<String> warnings() {
    return texts(
        "SELECT detail FROM event WHERE account_id = :id AND kind = 'warning' ORDER BY id");
  }

  /** Beginnings of the periods for which listeners were told that it is in the tarpit. */
  public List<String> tarpit() {
    return texts("SELECT period_start::text FROM tarpit WHERE account_id = :id ORDER BY 1");
  }

  private List<String> texts(String sql) {
    long id = id();
    return world
        .database()
        .transaction(handle -> handle.createQuery(sql).bind("id", id).mapTo(String.class).list());
  }
}
