package dev.quartermaster.jobs.batch;

import dev.quartermaster.db.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The lines that were kept with runs. */
public final class RunLogs {

  /** Of each attempt, lines after so many are dropped. */
  static final int LINES = 1_000;

  /** Longer lines are cut. */
  static final int LENGTH = 4_000;

  private static final int TOGETHER = 100;

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

  /** Gathers the lines of one attempt and keeps them some at a time. For one thread or several. */
  static final class Gathering implements RunLog {

    private final Database database;
    private final long run;
    private final String node;
    private final List<String> waiting = new ArrayList<>();
    private int said;

    Gathering(Database database, long run, String node) {
      this.database = database;
      this.run = run;
      this.node = node;
    }

    @Override
    public synchronized void line(String text) {
      said++;
      if (said <= LINES) {
        waiting.add(text);
      }
      if (waiting.size() >= TOGETHER) {
        flush();
      }
    }

    /** Keeps what was said since the last time; what cannot be kept is kept the next time. */
    synchronized void flush() {
      List<String> now = List.copyOf(waiting);
      if (!now.isEmpty()) {
        database.run(handle -> lines(handle, run, node, now));
        waiting.clear();
      }
    }

    /** Keeps the rest, in the transaction that ends the attempt. */
    synchronized void end(Handle handle) {
      List<String> rest = new ArrayList<>(waiting);
      if (said > LINES) {
        rest.add("(%,d further lines were dropped)".formatted(said - LINES));
      }
      if (!rest.isEmpty()) {
        lines(handle, run, node, rest);
      }
    }
  }
}
