package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.jobs.run.Progress;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.run.RunSummary;
import dev.quartermaster.jobs.run.Runs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** A run as a person asks for it: what was done in it, and how it goes on. */
record RunView(RunSummary summary, Progress progress) {

  /** The newest of a schedule, newest first. */
  static List<RunView> history(Handle handle, String schedule, int limit) {
    List<RunSummary> runs = Runs.history(handle, schedule, limit);
    Map<Long, Progress> progress =
        Progress.of(handle, runs.stream().map(summary -> summary.run().id()).toList());
    return runs.stream()
        .flatMap(
            summary ->
                Optional.ofNullable(progress.get(summary.run().id()))
                    .map(its -> new RunView(summary, its))
                    .stream())
        .toList();
  }

  static Optional<RunView> find(Handle handle, long id) {
    return Runs.summary(handle, id)
        .flatMap(
            summary ->
                Optional.ofNullable(Progress.of(handle, List.of(id)).get(id))
                    .map(progress -> new RunView(summary, progress)));
  }

  Run run() {
    return summary.run();
  }

  /** How it ended, or that it goes on, or waits. */
  String state() {
    return run()
        .end()
        .map(end -> end.outcome().word())
        .orElse(run().waits() ? "waiting" : "running");
  }

  /** Why it failed, or why the try before did. */
  Optional<String> error() {
    return run().end().isPresent() ? run().end().flatMap(Run.End::error) : progress.error();
  }

  /** Empty for one that was skipped, or waits. */
  Optional<Instant> startedAt() {
    return run().waits() ? Optional.empty() : run().startedAt().or(summary::startedAt);
  }

  /** How long it went on; empty while it does, and for one that never started. */
  Optional<Duration> took() {
    return run()
        .end()
        .filter(end -> end.outcome() != Run.Outcome.SKIPPED)
        .map(end -> Duration.between(startedAt().orElse(run().firedAt()), end.at()));
  }

  ObjectNode json() {
    Run run = run();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", run.id());
    json.put("scheduled_for", run.plannedFor().toString());
    json.put("fired_at", run.firedAt().toString());
    time(json, "started_at", startedAt());
    time(json, "finished_at", run.end().map(Run.End::at));
    json.put("node", summary.nodes().orElse(run.firedBy()));
    json.put("fired_by", run.firedBy());
    json.put("cause", run.cause().word());
    json.put("forced", run.forced());
    json.put("outcome", state());
    json.put("tries", run.tries());
    time(json, "not_before", run.waits() ? progress.notBefore() : Optional.empty());
    json.put("items", summary.items());
    json.put("batches", summary.batches());
    json.put("caught_up_misses", run.misses());
    time(json, "first_missed", run.missed().first());
    time(json, "last_missed", run.missed().last());
    json.put("pace", run.end().isPresent() ? null : progress.pace().orElse(null));
    json.put("error", error().orElse(null));
    return json;
  }

  private static void time(ObjectNode json, String key, Optional<Instant> at) {
    json.put(key, at.map(Instant::toString).orElse(null));
  }
}
