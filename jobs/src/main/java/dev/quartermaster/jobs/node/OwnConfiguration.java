package dev.quartermaster.jobs.node;

import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.schedule.Schedule;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration that this node goes by, among those of all nodes. Which one counts is a matter
 * of the newest, so that a node that was started with an old file cannot undo what is declared.
 */
final class OwnConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(OwnConfiguration.class);

  private record Hashed(Map<String, Schedule> schedules, String hash) {}

  private record Standing(Generation own, boolean isNewest) {}

  private final Database database;
  private final Supplier<NodeIdentity> me;
  private Hashed hashed = new Hashed(Map.of(), CanonicalText.hash(Map.of()));
  private Optional<Standing> before = Optional.empty();

  OwnConfiguration(Database database, Supplier<NodeIdentity> me) {
    this.database = database;
    this.me = me;
  }

  /** Whether these schedules, this node's, are what counts now; publishes them if they are new. */
  synchronized boolean isNewest(Map<String, Schedule> schedules) {
    if (!hashed.schedules().equals(schedules)) {
      hashed = new Hashed(schedules, CanonicalText.hash(schedules));
    }
    String hash = hashed.hash();
    Standing now = database.transaction(handle -> take(handle, hash));
    if (!now.isNewest() && before.map(Standing::isNewest).orElse(true)) {
      LOG.warn(
          "This node's configuration is an older one, published by {} at {}: it declares nothing, and works on what it knows. Give it the newest file.",
          now.own().publishedBy(),
          now.own().publishedAt());
    }
    before = Optional.of(now);
    return now.isNewest();
  }

  private Standing take(Handle handle, String hash) {
    Optional<Generation> newest = Generations.newest(handle);
    if (publishes(handle, hash, newest)) {
      // Another may have published in between: looked at again while nobody else can.
      Generations.hold(handle);
      newest = Generations.newest(handle);
      if (publishes(handle, hash, newest)) {
        newest = Optional.of(Generations.publish(handle, hash, me.get().name()));
      }
    }
    Generation counts = newest.orElseThrow();
    Generation own =
        counts.hash().equals(hash) ? counts : Generations.of(handle, hash).orElseThrow();
    Generations.take(handle, me.get(), own);
    return new Standing(own, own.equals(counts));
  }

  private boolean publishes(Handle handle, String hash, Optional<Generation> newest) {
    if (newest.isEmpty()) {
      return true;
    }
    if (newest.get().hash().equals(hash)) {
      return false;
    }
    if (Generations.of(handle, hash).isEmpty()) {
      return true;
    }
    boolean isChange = before.map(was -> !was.own().hash().equals(hash)).orElse(true);
    return isChange && isTakenBack(handle, newest.get());
  }

  /**
   * An older configuration comes back on purpose when the file was changed back on a node that had
   * the newest, or when no other node is up that has it.
   */
  private boolean isTakenBack(Handle handle, Generation newest) {
    return before.map(was -> was.own().equals(newest)).orElse(false)
        || !Generations.isHeldByAnother(handle, me.get(), newest);
  }
}
