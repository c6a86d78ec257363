package dev.quartermaster.jobs.run;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * Tells of each run once, after it has ended; of those that ended before the first look, never. For
 * one thread.
 */
public final class Endings {

  /** Ids are given before they can be seen: a run this old hides none with a smaller id. */
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private boolean looked;
  private long floor;
  private Set<Long> open = Set.of();
  private final Set<Long> told = new HashSet<>();

  private record Look(Instant now, List<Run> runs) {}

  /** The runs that ended since the last look, on any node, oldest first. */
  public List<Run> since(Database database) {
    if (!looked) {
      database.run(this::begin);
      looked = true;
      return List.of();
    }
    Look look =
        database.transaction(handle -> new Look(DatabaseClock.now(handle), candidates(handle)));
    List<Run> ended =
        look.runs().stream().filter(run -> run.end().isPresent() && told.add(run.id())).toList();
    moveOn(look);
    return ended;
  }

  private void begin(Handle handle) {
    floor = handle.createQuery("SELECT coalesce(max(id), 0) FROM run").mapTo(Long.class).one();
    open =
        handle
            .createQuery("SELECT id FROM run WHERE state IN ('waiting', 'running')")
            .mapTo(Long.class)
            .set();
  }

  /** By the primary key, both halves. */
  private List<Run> candidates(Handle handle) {
    return handle
        .createQuery("SELECT * FROM run WHERE id > :floor OR id = ANY (:open) ORDER BY id")
        .bind("floor", floor)
        .bindArray("open", Long.class, open.toArray())
        .map((row, context) -> Runs.run(row))
        .list();
  }

  private void moveOn(Look look) {
    Instant settled = look.now().minus(SETTLED);
    floor =
        look.runs().stream()
            .filter(run -> run.firedAt().isBefore(settled))
            .mapToLong(Run::id)
            .reduce(floor, Math::max);
    open =
        look.runs().stream()
            .filter(run -> run.end().isEmpty())
            .map(Run::id)
            .collect(Collectors.toSet());
    told.removeIf(id -> id <= floor);
  }
}
