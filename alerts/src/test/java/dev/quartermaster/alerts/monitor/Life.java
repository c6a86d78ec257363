package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.monitor.Monitor.Plan;
import dev.quartermaster.alerts.monitor.Ping.Kind;
import dev.quartermaster.alerts.monitor.Standing.End;
import dev.quartermaster.alerts.monitor.Standing.Last;
import dev.quartermaster.alerts.monitor.Standing.OpenRun;
import dev.quartermaster.alerts.monitor.Verdict.Occurrence;
import dev.quartermaster.alerts.timetable.Blackout;
import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.alerts.timetable.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The life of a monitor without a database: the record that pings and looks leave. */
final class Life {

  static final Duration GRACE = Duration.ofMinutes(10);
  static final Duration FINISH_WITHIN = Duration.ofHours(1);

  private final Plan plan;
  private final List<Gap> gaps = new ArrayList<>();
  private final List<Occurrence> passed = new ArrayList<>();
  private Standing standing;

  private Life(Plan plan, Instant declared) {
    this.plan = plan;
    this.standing =
        new Standing(
            Expect.next(plan, declared), Optional.empty(), Optional.empty(), Last.NONE, List.of());
  }

  static Life of(Plan plan, String declared) {
    return new Life(plan, Instant.parse(declared));
  }

  static Plan daily(String crontab, String zone, String... maintenance) {
    return plan(CronTimetable.unix(crontab, ZoneId.of(zone)), maintenance);
  }

  static Plan every(String every, String... maintenance) {
    return plan(Interval.of(Duration.parse(every)), maintenance);
  }

  static Plan plan(Timetable timetable, String... maintenance) {
    Optional<Blackout> windows =
        maintenance.length == 0
            ? Optional.empty()
            : Optional.of(
                new Blackout(
                    "maintenance",
                    ZoneOffset.UTC,
                    Stream.of(maintenance).map(Window::parse).toList()));
    return new Plan(timetable, windows, GRACE, FINISH_WITHIN);
  }

  Life gap(String from, String to) {
    gaps.add(new Gap(Instant.parse(from), Instant.parse(to)));
    return this;
  }

  Life gap(Instant from, Instant to) {
    gaps.add(new Gap(from, to));
    return this;
  }

  Life success(String at) {
    return ping(Kind.SUCCESS, Optional.empty(), Instant.parse(at));
  }

  Life start(String at) {
    return ping(Kind.START, Optional.empty(), Instant.parse(at));
  }

  Life start(String at, UUID rid) {
    return ping(Kind.START, Optional.of(rid), Instant.parse(at));
  }

  Life fail(String at) {
    return ping(Kind.FAIL, Optional.empty(), Instant.parse(at));
  }

  Life end(Kind kind, String at, UUID rid) {
    return ping(kind, Optional.of(rid), Instant.parse(at));
  }

  Life log(String at) {
    return ping(Kind.LOG, Optional.empty(), Instant.parse(at));
  }

  Life ping(Kind kind, Optional<UUID> rid, Instant at) {
    Ping ping = Ping.of(kind, rid, new Ping.Origin("192.0.2.1", Body.NONE));
    Arrival arrival = Arrival.of(plan, standing, ping, at);
    if (kind == Kind.LOG) {
      return this;
    }
    List<OpenRun> runs = new ArrayList<>(standing.runs());
    runs.removeAll(arrival.over());
    arrival.begun().ifPresent(begun -> runs.removeIf(run -> run.rid().equals(begun.rid())));
    arrival.begun().ifPresent(runs::add);
    runs.sort(Comparator.comparing(OpenRun::started));
    Optional<End> end =
        kind.isEnd()
            ? Optional.of(new End(at, kind == Kind.SUCCESS, ping.exitCode(), "", arrival.took()))
            : standing.last().end();
    Optional<Instant> success = kind == Kind.SUCCESS ? Optional.of(at) : standing.last().success();
    standing =
        new Standing(
            arrival.expected(),
            Optional.empty(),
            Optional.empty(),
            new Last(Optional.of(at), end, success),
            List.copyOf(runs));
    return this;
  }

  /** What is so then; changes nothing. */
  Verdict at(String now) {
    return Judge.of(plan, standing, gaps, Instant.parse(now));
  }

  State stateAt(String now) {
    return at(now).state();
  }

  /** Judges, and puts on record what has passed. */
  Verdict look(Instant now) {
    Verdict verdict = Judge.of(plan, standing, gaps, now);
    passed.addAll(verdict.passed().occurrences());
    standing =
        new Standing(
            verdict.passed().expected(),
            verdict.missing(),
            verdict.passed().unknown(),
            standing.last(),
            standing.runs());
    return verdict;
  }

  Life lookAt(String now) {
    look(Instant.parse(now));
    return this;
  }

  List<Occurrence> passed() {
    return passed;
  }

  Standing standing() {
    return standing;
  }

  List<Gap> gaps() {
    return gaps;
  }
}
