package dev.quartermaster.jobs.quartz;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The SQL of what was mended. */
public final class Repairs {

  private Repairs() {}

  /** The newest ones, newest first. By the index on the time. */
  public static List<Repair> newest(Handle handle, int limit) {
    return handle
        .createQuery("SELECT * FROM trigger_repair ORDER BY at DESC, id DESC LIMIT :limit")
        .bind("limit", limit)
        .map((row, context) -> repair(row))
        .list();
  }

  /** The newest ones of a schedule, newest first, with those of every schedule. */
  public static List<Repair> newest(Handle handle, String schedule, int limit) {
    return handle
        .createQuery(
            """
            SELECT * FROM trigger_repair WHERE schedule IN (:schedule, :all)
             ORDER BY at DESC, id DESC LIMIT :limit
            """)
        .bind("schedule", schedule)
        .bind("all", Repair.ALL)
        .bind("limit", limit)
        .map((row, context) -> repair(row))
        .list();
  }

  /** All since then, newest first. By the index on the time. */
  public static List<Repair> since(Handle handle, Instant since) {
    return handle
        .createQuery("SELECT * FROM trigger_repair WHERE at > :since ORDER BY at DESC, id DESC")
        .bind("since", since)
        .map((row, context) -> repair(row))
        .list();
  }

  private static Repair repair(ResultSet row) throws SQLException {
    return new Repair(
        row.getString("schedule"),
        row.getObject("at", OffsetDateTime.class).toInstant(),
        row.getString("node"),
        row.getString("found"),
        row.getString("did"));
  }

  static void record(Handle handle, List<Repair> repairs) {
    handle
        .createUpdate(
            """
            INSERT INTO trigger_repair (schedule, at, node, found, did)
            SELECT * FROM unnest(:schedules::text[], :ats::timestamptz[], :nodes::text[], :found::text[], :did::text[])
            """)
        .bindArray("schedules", String.class, repairs.stream().map(Repair::schedule).toArray())
        .bindArray(
            "ats",
            OffsetDateTime.class,
            repairs.stream().map(Repair::at).map(Repairs::utc).toArray())
        .bindArray("nodes", String.class, repairs.stream().map(Repair::node).toArray())
        .bindArray("found", String.class, repairs.stream().map(Repair::found).toArray())
        .bindArray("did", String.class, repairs.stream().map(Repair::did).toArray())
        .execute();
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
