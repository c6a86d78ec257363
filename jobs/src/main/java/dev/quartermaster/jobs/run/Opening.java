package dev.quartermaster.jobs.run;

import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.run.Run.Cause;
import java.time.Instant;
import java.util.Optional;

/**
 * A run that is to be put on record.
 *
 * @param notBefore until when it waits at least; empty to start at once
 * @param skipped why it does not run at all; empty when it does
 */
record Opening(
    String schedule,
    Instant plannedFor,
    Cause cause,
    Missed missed,
    Optional<Instant> notBefore,
    Optional<String> skipped) {

  static Opening now(String schedule, Instant plannedFor, Cause cause, Missed missed) {
    return new Opening(schedule, plannedFor, cause, missed, Optional.empty(), Optional.empty());
  }

  Opening waitsUntil(Instant at) {
    return new Opening(schedule, plannedFor, cause, missed, Optional.of(at), skipped);
  }

  Opening skips(String why) {
    return new Opening(schedule, plannedFor, cause, missed, Optional.empty(), Optional.of(why));
  }

  String state() {
    return skipped.isPresent() ? "finished" : notBefore.isPresent() ? "waiting" : "running";
  }
}
