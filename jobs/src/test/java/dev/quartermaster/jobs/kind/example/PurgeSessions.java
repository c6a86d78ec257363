package dev.quartermaster.jobs.kind.example;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.pace.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Deletes the sessions that nobody has used for a while. */
public final class PurgeSessions implements BatchedJob {

  private final Duration unused;

  public PurgeSessions(Duration unused) {
    this.unused = unused;
  }

  /** A part of the work: the sessions of these ids, if they are still unused when it is done. */
  private record Slice(long from, long to) {
    static Slice parse(String text) {
      int dash = text.indexOf('-');
      return new Slice(
          Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }

    String text() {
      return from + "-" + to;
    }
  }

  /** Walks the primary key, from where the last slice ended. */
  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    return handle
        .createQuery(
            """
            SELECT min(id), max(id)
              FROM (SELECT id FROM public.web_session
                     WHERE id > :after AND last_used < now() - CAST(:unused AS interval)
                     ORDER BY id LIMIT :size) AS due
            HAVING count(*) > 0
            """)
        .bind("after", last.map(slice -> Slice.parse(slice).to()).orElse(0L))
        .bind("unused", unused.toString())
        .bind("size", size)
        .map((row, context) -> new Slice(row.getLong(1), row.getLong(2)).text())
        .findOne();
  }

  /** Done twice it changes nothing: what was deleted is not there the second time. */
  @Override
  public long work(Handle handle, String slice) {
    return handle
        .createUpdate(
            """
            DELETE FROM public.web_session
             WHERE id BETWEEN :from AND :to AND last_used < now() - CAST(:unused AS interval)
            """)
        .bind("from", Slice.parse(slice).from())
        .bind("to", Slice.parse(slice).to())
        .bind("unused", unused.toString())
        .execute();
  }

  /** Halves, until what fails is alone. */
  @Override
  public List<String> split(Handle handle, String slice) {
    Slice whole = Slice.parse(slice);
    if (whole.from() == whole.to()) {
      return List.of();
    }
    long middle = whole.from() + (whole.to() - whole.from()) / 2;
    return List.of(
        new Slice(whole.from(), middle).text(), new Slice(middle + 1, whole.to()).text());
  }

  @Override
  public Optional<String> item(Handle handle, String slice) {
    return Optional.of("session " + Slice.parse(slice).from());
  }

  @Override
  public Optional<Waiting> waiting(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT count(*),
                   coalesce(extract(epoch FROM now() - CAST(:unused AS interval) - min(last_used)), 0)
              FROM public.web_session
             WHERE last_used < now() - CAST(:unused AS interval)
            """)
        .bind("unused", unused.toString())
        .map((row, context) -> new Waiting(row.getLong(1), Duration.ofSeconds(row.getLong(2))))
        .findOne();
  }
}
