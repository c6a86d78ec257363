package dev.quartermaster.ops.doctor;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.monitor.MonitorSource;
import dev.quartermaster.alerts.watchdog.ChannelSource;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.alerts.watchdog.WatcherSource;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.watch.Sources;
import dev.quartermaster.jobs.watch.Watched;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** What the watchdog would find now, by its own sources: a check for each family of conditions. */
final class WatchChecks {

  /**
   * A check.
   *
   * @param of conditions of the watch, by name
   * @param well what is said when there is none
   * @param mend where a condition does not say it itself
   */
  private record Family(String check, Set<String> of, String well, String mend) {}

  private static final List<Family> FAMILIES =
      List.of(
          new Family(
              "writable",
              Set.of("DatabaseReadOnly"),
              "it takes changes",
              "let database.url name the primary; else see ops/runbooks/database.md"),
          new Family(
              "connections",
              Set.of("DatabaseConnections"),
              "enough are free",
              "lower database.pool-size, or raise max_connections"),
          new Family(
              "transaction ids",
              Set.of("TransactionIdAge"),
              "the oldest is far from 2,147,483,648 transactions old",
              "VACUUM FREEZE the oldest tables; see ops/runbooks/database.md"),
          new Family(
              "long transactions",
              Set.of("LongTransaction"),
              "none is open for more than 10 min",
              "end it: SELECT pg_terminate_backend(PID); see ops/runbooks/database.md"),
          new Family(
              "database disk",
              Set.of("DiskFull"),
              "there is room for the embedded database",
              "make room; see ops/runbooks/database.md"),
          new Family(
              "nodes",
              Set.of(
                  "NodeDown",
                  "NothingFires",
                  "ClusterSmall",
                  "VersionsApart",
                  "ClocksApart",
                  "ConfigurationInvalid",
                  "ConfigurationOld",
                  "QuartzStandby",
                  "ThreadsBusy",
                  "PoolStarved"),
              "their hearts beat, and they are of one mind",
              "start it again, or see 'nodes list' and ops/runbooks/node.md"),
          new Family(
              "watchers",
              Set.of("WatchdogLate"),
              "whoever watches looks",
              "start it again; see ops/runbooks/alert-path.md"),
          new Family(
              "firing",
              Set.of("ScheduleNotFiring", "SchedulesNotFiring", "ScheduleFiredLate"),
              "none of the declared schedules is late",
              "see 'schedules list' and ops/runbooks/schedule.md"),
          new Family(
              "runs",
              Set.of(
                  "RunNotFinished",
                  "RunSlow",
                  "RunWithoutProgress",
                  "RunNotBegun",
                  "RunsNotBegun",
                  "RunsFailing",
                  "RunsOverlap"),
              "they begin, get on and succeed",
              "see 'schedules history' and ops/runbooks/schedule.md"),
          new Family(
              "pauses",
              Set.of("PausedTooLong"),
              "none has been forgotten",
              "schedules resume NAME, or pause it with --until"),
          new Family(
              "repairs",
              Set.of("ScheduleAdrift"),
              "none of late in Quartz's tables",
              "see ops/runbooks/schedule.md"),
          new Family(
              "backlog",
              Set.of("BacklogTooOld", "BacklogGrowing"),
              "nothing waits for too long",
              "see 'status'; 'schedules run NAME' begins at once"),
          new Family(
              "outcomes",
              Set.of("OutcomeNotMet", "NoStandby"),
              "the jobs have done what they stand for",
              "see 'schedules history' and the job's runbook in ops/runbooks"),
          new Family(
              "quarantine",
              Set.of("QuarantinedItems"),
              "no item is set aside",
              "quarantine list; then 'quarantine retry' or 'quarantine drop'"),
          new Family(
              "channels",
              Set.of("ChannelBroken", "ChannelUnproven", "PageUndelivered"),
              "none is broken, and no proof has run out",
              "alerts test; see ops/runbooks/alert-path.md"),
          new Family(
              "monitors",
              Set.of("MonitorNotSeen", "MonitorFailed", "MonitorNotFinished"),
              "the jobs that run elsewhere check in",
              "see 'monitors list' and the job's own log"));

  private final Database database;
  private final List<Source> sources;

  WatchChecks(Database database, Watched watched, Set<String> channels) {
    this.database = database;
    this.sources =
        Stream.concat(
                Sources.of(watched).stream(),
                Stream.of(
                    new ChannelSource(() -> channels), new WatcherSource(), new MonitorSource()))
            .toList();
  }

  /** Conditions that are told of. */
  static Set<String> known() {
    return FAMILIES.stream()
        .flatMap(family -> family.of().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  List<Source> sources() {
    return sources;
  }

  void make(Examination examination) {
    for (Source source : sources) {
      examine(source, examination);
    }
  }

  private void examine(Source source, Examination examination) {
    List<Family> its =
        FAMILIES.stream()
            .filter(family -> family.of().stream().anyMatch(source.names()::contains))
            .toList();
    if (source.names().isEmpty()) {
      examination.check("timetables", database, handle -> learned(source, handle));
    }
    for (Family family : its) {
      examination.check(
          family.check(), database, handle -> judged(family, conditions(source, handle)));
    }
  }

  /** It finds nothing: it learns what is declared, for those after it. */
  private static Check learned(Source source, Handle handle) {
    source.look(handle, DatabaseClock.now(handle));
    return Check.ok("timetables", "those that are declared can be read");
  }

  /** Those that are certain: of others, it is waited whether they pass by themselves. */
  private static List<Condition> conditions(Source source, Handle handle) {
    Instant now = DatabaseClock.now(handle);
    return source.look(handle, now).stream()
        .filter(one -> !now.isBefore(one.since().plus(one.holdFor())))
        .sorted(Comparator.comparing(Condition::severity).thenComparing(Condition::since))
        .toList();
  }

  private static Check judged(Family family, List<Condition> all) {
    List<Condition> wrong =
        all.stream().filter(one -> family.of().contains(one.cause().name())).toList();
    if (wrong.isEmpty()) {
      return Check.ok(family.check(), family.well());
    }
    List<String> says = new ArrayList<>();
    wrong.stream().limit(3).map(one -> one.text().summary()).forEach(says::add);
    if (wrong.size() > 3) {
      says.add("and %,d more".formatted(wrong.size() - 3));
    }
    return Check.wrong(
        family.check(),
        String.join("; ", says),
        Optional.ofNullable(wrong.get(0).text().details().get("mend")).orElse(family.mend()));
  }
}
