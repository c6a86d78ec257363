package dev.quartermaster.quota.model;

import dev.quartermaster.quota.model.Boundaries.Rule;
import dev.quartermaster.quota.model.ModelAccount.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Accounts, plans, reports and a clock, as plain as can be. */
final class Model {

  static final Map<String, Period> LENGTHS =
      Map.of(
          "free", Period.ofDays(1),
          "pro", Period.ofDays(1),
          "week", Period.ofDays(7),
          "month", Period.ofMonths(1));

  private static final Set<String> CHARGED =
      Set.of("console", "scheduled-task", "always-on", "notebook");
  private static final Duration LATE = Duration.ofDays(7);
  private static final Duration AHEAD = Duration.ofMinutes(5);

  /** Further back than a late record's period can begin. */
  private static final Duration REACH = Duration.ofDays(70);

  /** CPU time that a source of an account used. */
  record Use(String account, String source, long micros, Instant at) {}

  record Report(String reporter, long sequence, List<Use> uses) {}

  record Outcome(long accepted, long duplicates, long rejected, long micros) {}

  /** What is kept of a report: one row for each account, period and kind. */
  record Kept(String account, Instant period, boolean counts) {}

  /** An account as it is to be shown. */
  record Shown(String name, String plan, long allowance, Row running) {

    boolean inTarpit() {
      return running.charged() > allowance;
    }
  }

  private final Map<String, ModelAccount> accounts = new TreeMap<>();
  private final Map<String, Long> allowances = new HashMap<>();
  private final Set<List<Object>> seen = new HashSet<>();
  private Map<Kept, Long> lastKept = Map.of();
  private Instant now;

  /** The latest time that it ever was. */
  private Instant latest;

  Model(Instant now) {
    this.now = now;
    this.latest = now;
  }

  Instant now() {
    return now;
  }

  /** Whether the clock was put back, and has not come that far again. */
  boolean isBehind() {
    return now.isBefore(latest);
  }

  /** Whether the period that runs had ended already, before the clock was put back. */
  boolean hasEnded(String name) {
    return !account(name).nextReset(now).isAfter(latest);
  }

  void clockAt(Instant to) {
    now = to;
    latest = to.isAfter(latest) ? to : latest;
  }

  void plan(String name, long allowance) {
    allowances.put(name, allowance);
  }

  void register(String name, String plan, Instant nextReset, ZoneId zone) {
    Rule rule = new Rule(LocalDateTime.ofInstant(nextReset, zone), zone, length(plan));
    accounts.put(name, new ModelAccount(plan, rule, now.minus(REACH)));
  }

  private static Period length(String plan) {
    return LENGTHS.getOrDefault(plan, Period.ZERO);
  }

  List<String> names() {
    return List.copyOf(accounts.keySet());
  }

  ModelAccount account(String name) {
    ModelAccount account = accounts.get(name);
    if (account == null) {
      throw new IllegalArgumentException("no account " + name);
    }
    return account;
  }

  Shown shown(String name) {
    ModelAccount account = account(name);
    return new Shown(
        name, account.plan(now), account.allowance(now, allowances), account.running(now));
  }

  Outcome charge(Report report) {
    lastKept = new HashMap<>();
    if (!seen.add(List.of(report.reporter(), report.sequence()))) {
      return new Outcome(0, report.uses().size(), 0, 0);
    }
    long accepted = 0;
    long micros = 0;
    for (Use use : report.uses()) {
      if (accounts.containsKey(use.account()) && isTaken(use.at())) {
        charge(use);
        accepted++;
        micros += use.micros();
      }
    }
    return new Outcome(accepted, 0, report.uses().size() - accepted, micros);
  }

  private boolean isTaken(Instant at) {
    return !at.isBefore(now.minus(LATE)) && !at.isAfter(now.plus(AHEAD));
  }

  /** A reporter's clock that is ahead means now. */
  private void charge(Use use) {
    boolean counts = CHARGED.contains(use.source());
    Instant at = use.at().isAfter(now) ? now : use.at();
    Instant period = account(use.account()).charge(use.micros(), counts, at);
    lastKept.merge(new Kept(use.account(), period, counts), use.micros(), Long::sum);
  }

  /** What is to be kept of the report that was charged last. */
  Map<Kept, Long> lastKept() {
    return Map.copyOf(lastKept);
  }
}
