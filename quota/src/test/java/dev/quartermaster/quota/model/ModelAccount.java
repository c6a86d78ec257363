package dev.quartermaster.quota.model;

import dev.quartermaster.quota.model.Boundaries.Rule;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** One account: its boundaries, every charge it ever had, and what it may use. */
final class ModelAccount {

  /** A charge, in the period in which it was put. */
  private record Charge(Instant period, long micros, boolean counts) {}

  private record Gift(Instant from, Instant until, long micros) {}

  /** What changes at an instant; an own allowance is kept unless there is another one here. */
  private record Pending(Instant from, String plan, Optional<Optional<Long>> own) {}

  /** What a person may change; empty parts stay. */
  record Change(
      Optional<String> plan,
      Optional<Optional<Long>> own,
      Optional<Instant> nextReset,
      Optional<ZoneId> zone) {}

  /** A period with its charges. */
  record Row(Instant start, Instant end, long charged, long metered) {

    private Row plus(Row other) {
      return new Row(start, end, charged + other.charged, metered + other.metered);
    }
  }

  private final Boundaries boundaries;
  private final List<Charge> charges = new ArrayList<>();
  private final List<Gift> gifts = new ArrayList<>();
  private String plan;
  private Optional<Long> own = Optional.empty();
  private Optional<Pending> pending = Optional.empty();

  ModelAccount(String plan, Rule rule, Instant from) {
    this.plan = plan;
    this.boundaries = new Boundaries(rule, from);
  }

  Instant start(Instant now) {
    return boundaries.start(now);
  }

  Instant nextReset(Instant now) {
    return boundaries.end(now);
  }

  /** When what it may use changes, or changed, by the clock alone. */
  Stream<Instant> turns() {
    return Stream.concat(
        pending.stream().map(Pending::from),
        gifts.stream().flatMap(gift -> Stream.of(gift.from(), gift.until())));
  }

  String plan(Instant now) {
    return pending.filter(p -> !p.from().isAfter(now)).map(Pending::plan).orElse(plan);
  }

  long allowance(Instant now, Map<String, Long> ofPlans) {
    Optional<Long> mine =
        pending.filter(p -> !p.from().isAfter(now)).flatMap(Pending::own).orElse(own);
    return mine.orElseGet(() -> ofPlans.getOrDefault(plan(now), -1L))
        + gifts.stream()
            .filter(g -> !g.from().isAfter(now) && g.until().isAfter(now))
            .mapToLong(Gift::micros)
            .sum();
  }

  /** Everything that was used in the period that holds an instant. */
  Row running(Instant now) {
    Instant start = start(now);
    Row none = new Row(start, nextReset(now), 0, 0);
    return rowsFrom(start).stream()
        .filter(row -> row.start().equals(start))
        .findFirst()
        .orElse(none);
  }

  /** Periods with a charge that begin there or later, oldest first. */
  List<Row> rowsFrom(Instant from) {
    Map<Instant, Row> rows = new TreeMap<>();
    for (Charge charge : charges) {
      if (!charge.period().isBefore(from)) {
        rows.merge(charge.period(), row(charge), Row::plus);
      }
    }
    return List.copyOf(rows.values());
  }

  private Row row(Charge charge) {
    return new Row(
        charge.period(),
        boundaries.end(charge.period()),
        charge.counts() ? charge.micros() : 0,
        charge.counts() ? 0 : charge.micros());
  }

  /** The beginning of the period that it went to. */
  Instant charge(long micros, boolean counts, Instant at) {
    Instant period = start(at);
    charges.add(new Charge(period, micros, counts));
    return period;
  }

  /** Whether there was anything to reset. */
  boolean reset(Instant now) {
    Instant start = start(now);
    boolean used = charges.stream().anyMatch(charge -> charge.period().equals(start));
    if (used && start.isBefore(now)) {
      boundaries.reset(now);
      return true;
    }
    return false;
  }

  void give(long micros, Instant until, Instant now) {
    gifts.add(new Gift(now, until, micros));
  }

  void change(Change change, Instant now, Map<String, Period> lengths) {
    ripen(now);
    change
        .plan()
        .ifPresent(
            to -> {
              plan = to;
              pending = Optional.empty();
            });
    change.own().ifPresent(to -> own = to);
    Rule old = boundaries.rule();
    ZoneId zone = change.zone().orElse(old.zone());
    Rule to =
        new Rule(
            change.nextReset().map(at -> LocalDateTime.ofInstant(at, zone)).orElse(old.anchor()),
            zone,
            change.plan().map(lengths::get).orElse(old.length()));
    if (!to.equals(old)) {
      boundaries.move(to, newest(now));
    }
  }

  /** A period that has begun keeps its time, also when the clock was put back since. */
  private Instant newest(Instant now) {
    return charges.stream().map(Charge::period).reduce(now, (a, b) -> a.isAfter(b) ? a : b);
  }

  /** Plan and allowance change at the next boundary. */
  void changeAtBoundary(Change change, Instant now, Map<String, Period> lengths) {
    ripen(now);
    Instant boundary = nextReset(newest(now));
    Optional<Pending> before = pending;
    pending =
        Optional.of(
            new Pending(
                boundary,
                change.plan().or(() -> before.map(Pending::plan)).orElse(plan),
                change.own().or(() -> before.flatMap(Pending::own))));
    Rule old = boundaries.rule();
    Period length = change.plan().map(lengths::get).orElse(old.length());
    if (!length.equals(old.length())) {
      LocalDateTime anchor = LocalDateTime.ofInstant(boundary, old.zone());
      boundaries.moveAtBoundary(new Rule(anchor, old.zone(), length), newest(now));
    }
  }

  private void ripen(Instant now) {
    pending
        .filter(p -> !p.from().isAfter(now))
        .ifPresent(
            due -> {
              plan = due.plan();
              due.own().ifPresent(to -> own = to);
              pending = Optional.empty();
            });
  }
}
