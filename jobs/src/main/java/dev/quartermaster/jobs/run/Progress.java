package dev.quartermaster.jobs.run;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * How runs go on: what their record says besides what a {@link Run} is.
 *
 * @param notBefore while it waits: until when at least
 * @param pace in plain words, as it was last
 * @param error of the try before, while it waits to be tried again
 */
public record Progress(
    long run, Optional<Instant> notBefore, Optional<String> pace, Optional<String> error) {

  /** Of these runs, by their ids. Uses the primary key. */
  public static Map<Long, Progress> of(Handle handle, Collection<Long> runs) {
    return handle
        .createQuery("SELECT id, not_before, pace, error FROM run WHERE id = ANY (:runs)")
        .bindArray("runs", Long.class, runs.toArray())
        .map(
            (row, context) ->
                new Progress(
                    row.getLong(1),
                    Optional.ofNullable(row.getObject(2, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                    Optional.ofNullable(row.getString(3)),
                    Optional.ofNullable(row.getString(4))))
        .stream()
        .collect(Collectors.toMap(Progress::run, progress -> progress));
  }
}
