package dev.quartermaster.jobs.batch;

import dev.quartermaster.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import org.jdbi.v3.core.Handle;

/** The lines that were kept with runs. */
public final class RunLogs {

  /** Of each attempt, so many lines are kept as they come. */
  static final int FIRST = 500;

  /** And of what follows the newest, when it ends. */
  static final int LAST = 500;

  /** Longer lines are cut. */
  static final int LENGTH = 4_000;

  /** A database that does not answer keeps nobody who looks after runs. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private RunLogs() {}

  /** A line, when and where it was said. */
  public record Line(Instant at, String node, String text) {}

  /** Keeps a line, in the caller's transaction. */
  static void line(Handle handle, long run, String node, String text) {
    lines(handle, run, node, List.of(text));
  }

  private static void lines(Handle handle, long run, String node, List<String> lines) {
    handle
        .createUpdate(
            """
            INSERT INTO run_log (run_id, node, line)
            SELECT :run, :node, l.line FROM unnest(:lines) WITH ORDINALITY AS l (line, n)
             WHERE EXISTS (SELECT FROM run WHERE id = :run)
             ORDER BY l.n
            """)
        .bind("run", run)
        .bind("node", node)
        .bindArray("lines", String.class, lines.stream().map(RunLogs::bounded).toArray())
        .execute();
  }

  private static String bounded(String line) {
    String harmless = line.replace('\0', '?');
    return harmless.length() <= LENGTH ? harmless : harmless.substring(0, LENGTH - 1) + "…";
  }

  /** The lines of a run, in order. */
  public static List<Line> of(Handle handle, long run) {
    return handle
        .createQuery("SELECT at, node, line FROM run_log WHERE run_id = :run ORDER BY id")
        .bind("run", run)
        .map(
            (row, context) ->
                new Line(
                    row.getObject(1, OffsetDateTime.class).toInstant(),
                    row.getString(2),
                    row.getString(3)))
        .list();
  }

  /**
   * Gathers the lines of one attempt, and keeps them some at a time. Who says a line never waits
   * for the database.
   */
  static final class Gathering implements RunLog {

    private final Database database;
    private final long run;
    private final String node;
    private final Object keeping = new Object();
    private final Queue<String> waiting = new ArrayDeque<>();
    private final Deque<String> newest = new ArrayDeque<>();
    private int said;
    private boolean ended;

    Gathering(Database database, long run, String node) {
      this.database = database;
      this.run = run;
      this.node = node;
    }

    @Override
    public synchronized void line(String text) {
      said++;
      if (said <= FIRST) {
        waiting.add(bounded(text));
        return;
      }
      newest.addLast(bounded(text));
      if (newest.size() > LAST) {
        newest.removeFirst();
      }
    }

    /** Keeps what was said since the last time; what cannot be kept is kept the next time. */
    void flush() {
      synchronized (keeping) {
        List<String> now = waiting();
        if (!now.isEmpty() && !ended) {
          database.transactionWithin(
              PATIENCE,
              handle -> {
                lines(handle, run, node, now);
                return true;
              });
          forget(now.size());
        }
      }
    }

    private synchronized List<String> waiting() {
      return List.copyOf(waiting);
    }

    private synchronized void forget(int kept) {
      for (int i = 0; i < kept; i++) {
        waiting.remove();
      }
    }

    /** Keeps the rest, in the transaction that ends the attempt; again, if that is tried again. */
    void end(Handle handle) {
      synchronized (keeping) {
        ended = true;
        List<String> rest = rest();
        if (!rest.isEmpty()) {
          lines(handle, run, node, rest);
        }
      }
    }

    private synchronized List<String> rest() {
      List<String> rest = new ArrayList<>(waiting);
      int left = said - FIRST - newest.size();
      if (left > 0) {
        rest.add("(%,d lines are left out here)".formatted(left));
      }
      rest.addAll(newest);
      return rest;
    }
  }
}
