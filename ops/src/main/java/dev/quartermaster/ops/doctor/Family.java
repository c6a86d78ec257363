package dev.quartermaster.ops.doctor;

import java.util.List;
import java.util.Set;

/**
 * Conditions of the watch that are one check.
 *
 * @param of their names
 * @param well what is said when there is none
 * @param mend where a condition does not say it itself
 */
record Family(String check, Set<String> of, String well, String mend) {

  /** All that the watch can find: a new condition is a word here. */
  static final List<Family> ALL =
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
}
