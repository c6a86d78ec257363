package dev.quartermaster.db.pressure;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.PoolLoad;
import dev.quartermaster.db.pressure.Pressure.Archive;
import dev.quartermaster.db.pressure.Pressure.Sessions;
import dev.quartermaster.db.pressure.Pressure.Standbys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the pressure in one statement of a few milliseconds, as any user: what the server forbids
 * stays unknown, and is not asked for again by this process.
 */
public final class ReadPressure {

  private static final Logger LOG = LoggerFactory.getLogger(ReadPressure.class);

  private static final String FORBIDDEN = "42501";

  /** An answer that takes longer than this would be of the past. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Database database;
  private volatile Set<Part> allowed = EnumSet.allOf(Part.class);

  public ReadPressure(Database database) {
    this.database = database;
  }

  /** Waits for a connection like everybody else. */
  public Pressure now() {
    // Before a connection is taken for this.
    PoolLoad pool = database.load();
    try {
      return read(allowed, pool);
    } catch (StatementException e) {
      if (!isForbidden(e)) {
        throw e;
      }
      allowed = allowed.stream().filter(this::isAllowed).collect(Collectors.toSet());
      return read(allowed, pool);
    }
  }

  private boolean isAllowed(Part part) {
    try {
      read(Set.of(part), database.load());
      return true;
    } catch (StatementException e) {
      if (!isForbidden(e)) {
        throw e;
      }
      LOG.debug("Not allowed to read {}; it stays unknown.", part);
      return false;
    }
  }

  private static boolean isForbidden(StatementException e) {
    return e.getCause() instanceof SQLException cause && FORBIDDEN.equals(cause.getSQLState());
  }

  private Pressure read(Set<Part> parts, PoolLoad pool) {
    return parts.isEmpty()
        ? Pressure.unknown(pool)
        : database.transactionWithin(PATIENCE, handle -> read(handle, parts, pool));
  }

  /** Each part is one row, so that their product is. */
  private static Pressure read(Handle handle, Set<Part> parts, PoolLoad pool) {
    String rows =
        parts.stream()
            .map(part -> "(" + part.sql() + ") AS " + part)
            .collect(Collectors.joining(", "));
    return handle
        .createQuery("SELECT * FROM " + rows)
        .map((row, context) -> pressure(row, parts, pool))
        .one();
  }

  private static Pressure pressure(ResultSet row, Set<Part> parts, PoolLoad pool)
      throws SQLException {
    return new Pressure(
        parts.contains(Part.STANDBYS) ? standbys(row) : Optional.empty(),
        parts.contains(Part.VACUUM) ? vacuuming(row) : Set.of(),
        parts.contains(Part.ARCHIVE) ? archive(row) : Optional.empty(),
        parts.contains(Part.SESSIONS) ? Optional.of(sessions(row)) : Optional.empty(),
        pool);
  }

  private static Optional<Standbys> standbys(ResultSet row) throws SQLException {
    if (!row.getBoolean("standbys_shown")) {
      return Optional.empty();
    }
    return Optional.of(
        new Standbys(
            row.getInt("standbys"),
            Duration.ofMillis(row.getLong("standby_ms")),
            row.getLong("standby_bytes")));
  }

  private static Set<String> vacuuming(ResultSet row) throws SQLException {
    return Set.copyOf(List.of((String[]) row.getArray("vacuuming").getArray()));
  }

  private static Optional<Archive> archive(ResultSet row) throws SQLException {
    if (!row.getBoolean("archiving")) {
      return Optional.of(new Archive(0, false));
    }
    long files = row.getLong("archive_files");
    return row.wasNull()
        ? Optional.empty()
        : Optional.of(new Archive(files, row.getBoolean("archive_failing")));
  }

  private static Sessions sessions(ResultSet row) throws SQLException {
    return new Sessions(
        row.getInt("connected"),
        row.getInt("connections_allowed"),
        row.getInt("lock_waits"),
        Duration.ofMillis(row.getLong("lock_wait_ms")));
  }
}
