package dev.quartermaster.ops.doctor;

import dev.quartermaster.alerts.outbox.ChannelRecord;
import dev.quartermaster.alerts.outbox.ChannelRecords;
import dev.quartermaster.alerts.outbox.ChannelState;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.kind.Jobs;
import dev.quartermaster.jobs.quartz.Adrift;
import dev.quartermaster.jobs.run.Declarations;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.paging.ConfiguredChannels;
import dev.quartermaster.ops.status.ReadStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What a person asks beyond what the watch pages for: at once, and without waiting. */
final class ClusterChecks {

  private static final String STANDBY = "standby-ready";

  private final Database database;
  private final Configuration configuration;
  private final Jobs jobs;

  ClusterChecks(Database database, Configuration configuration, Jobs jobs) {
    this.database = database;
    this.configuration = configuration;
    this.jobs = jobs;
  }

  void make(Examination examination) {
    examination.check("standby", database, this::standby);
    examination.check("work", database, ClusterChecks::work);
    examination.check("declarations", database, this::declarations);
    examination.check("triggers", database, this::triggers);
    examination.check("proofs", database, this::proofs);
  }

  /** By the job that looks for it: what it would fail with is what is missing. */
  private Check standby(Handle handle) {
    Schedule schedule = configuration.schedules().get(STANDBY);
    Optional<Job> job = Optional.ofNullable(schedule).flatMap(jobs::of);
    if (schedule == null || !schedule.enabled() || !(job.orElse(null) instanceof BatchedJob look)) {
      return Check.notLookedAt(
          "standby",
          "none is expected: enable the schedule %s when there is one".formatted(STANDBY));
    }
    try {
      long ready = look.work(handle, look.cut(handle, Optional.empty(), 1).orElseThrow());
      return Check.ok("standby", "%d attached, close behind".formatted(ready));
    } catch (RuntimeException e) {
      return Check.wrong(
          "standby", Examination.words(e), "attach one; see ops/runbooks/standby-ready.md");
    }
  }

  /** The watch gives a restart some minutes. */
  private static Check work(Handle handle) {
    return ReadStatus.anyNodeFires(handle)
        ? Check.ok("work", "a node is up that fires and works")
        : Check.wrong(
            "work", "no node is up that fires and works", "start one with 'up' or 'node'");
  }

  private Check declarations(Handle handle) {
    Map<String, String> declared = Declarations.timetables(handle);
    if (declared.isEmpty()) {
      return Check.notLookedAt("declarations", "no node has declared any schedule yet");
    }
    Map<String, String> own =
        enabled().stream()
            .collect(Collectors.toMap(Schedule::name, one -> one.when().timetable().definition()));
    List<String> apart = new ArrayList<>();
    own.forEach(
        (name, timetable) -> {
          if (!Objects.equals(declared.get(name), timetable)) {
            apart.add(name);
          }
        });
    declared.keySet().stream().filter(name -> !own.containsKey(name)).forEach(apart::add);
    return apart.isEmpty()
        ? Check.ok("declarations", "%d schedules, as this file has them".formatted(declared.size()))
        : Check.wrong(
            "declarations",
            "%d schedules are declared otherwise than in this file, such as %s"
                .formatted(apart.size(), apart.get(0)),
            "give doctor the nodes' file by --config, or have the nodes read this one: SIGHUP");
  }

  private Check triggers(Handle handle) {
    if (Declarations.timetables(handle).isEmpty()) {
      return Check.notLookedAt("triggers", "no node has declared any schedule yet");
    }
    List<Adrift> adrift = Adrift.of(handle, enabled());
    if (adrift.isEmpty()) {
      return Check.ok(
          "triggers",
          "Quartz's tables are as declared, for %d schedules".formatted(enabled().size()));
    }
    Adrift first = adrift.get(0);
    return Check.wrong(
        "triggers",
        "%d %s adrift in Quartz's tables: %s: %s"
            .formatted(
                adrift.size(),
                adrift.size() == 1 ? "schedule is" : "schedules are",
                first.schedule(),
                first.says()),
        "a node that is up stores it anew within half a minute; look again, and see its log if it stays");
  }

  private List<Schedule> enabled() {
    return configuration.schedules().values().stream().filter(Schedule::enabled).toList();
  }

  /** The watch gives a channel that was just configured a day. */
  private Check proofs(Handle handle) {
    Instant now = DatabaseClock.now(handle);
    Set<String> channels = ConfiguredChannels.of(configuration).keySet();
    Map<String, ChannelState> states =
        ChannelRecords.all(handle).stream()
            .collect(Collectors.toMap(ChannelRecord::name, record -> record.state(now)));
    List<String> unproved =
        channels.stream()
            .filter(
                name ->
                    !Optional.ofNullable(states.get(name)).filter(ChannelState::isGood).isPresent())
            .toList();
    return unproved.isEmpty()
        ? Check.ok(
            "proofs",
            "each of %d channels took a test within %d h"
                .formatted(channels.size(), ChannelRecord.PROOF_HOLDS.toHours()))
        : Check.wrong(
            "proofs",
            "%d of %d channels are not proved: %s"
                .formatted(unproved.size(), channels.size(), String.join(", ", unproved)),
            "alerts test");
  }
}
