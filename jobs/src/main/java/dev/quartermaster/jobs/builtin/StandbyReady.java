package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Guarantee;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Fails when the database has nothing to fall back on, and says what is missing. */
public final class StandbyReady implements BatchedJob {

  private static final String LOOK = "look";

  private final StandbyNeeds needs;

  StandbyReady(StandbyNeeds needs) {
    this.needs = needs;
  }

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    return last.isPresent() ? Optional.empty() : Optional.of(LOOK);
  }

  @Override
  public long work(Handle handle, String slice) {
    Replication seen = Replication.seen(handle);
    List<String> missing = needs.missing(seen);
    if (!missing.isEmpty()) {
      throw new NotReady(String.join("; ", missing));
    }
    return seen.standbys().size();
  }

  @Override
  public Optional<Guarantee> guarantee() {
    return Optional.of(
        new Guarantee(
            "%d standby or more is attached and close behind".formatted(needs.standbys()),
            needs.shortage()));
  }

  /** There is too little to fall back on; the message names it. */
  static final class NotReady extends RuntimeException {
    NotReady(String message) {
      super(message);
    }
  }
}
