package dev.quartermaster.jobs.kind;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.pace.Waiting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Runs a statement again and again, a batch each, until it touches no row. */
final class SqlJob implements BatchedJob {

  /** As psql would have it; the pool's own is the product's schema. */
  private static final String SEARCH_PATH = "\"$user\", public";

  private final SqlStatement statement;
  private final Optional<String> backlog;

  /**
   * By these.
   *
   * @param backlog as {@link dev.quartermaster.jobs.schedule.Schedule.Work.Sql} has it
   */
  SqlJob(SqlStatement statement, Optional<String> backlog) {
    this.statement = statement;
    this.backlog = backlog;
  }

  /** The database refused the statement; the message is the database's. */
  static final class StatementFailed extends RuntimeException {
    StatementFailed(SQLException why) {
      super(why.getMessage(), why);
    }
  }

  /** Which batch of the run it is, and of how many items. */
  private record Slice(int number, int size) {
    static Slice parse(String text) {
      int colon = text.indexOf(':');
      return new Slice(
          Integer.parseInt(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    String text() {
      return number + ":" + size;
    }
  }

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    int number = last.map(slice -> Slice.parse(slice).number() + 1).orElse(1);
    return Optional.of(new Slice(number, size).text());
  }

  @Override
  public boolean untilNothingIsDone() {
    return true;
  }

  @Override
  public long work(Handle handle, String slice) {
    String ours = searchPath(handle, SEARCH_PATH);
    long rows = execute(handle, statement.withBatchSize(Slice.parse(slice).size()));
    searchPath(handle, ours);
    return rows;
  }

  @Override
  public Optional<Waiting> waiting(Handle handle) {
    return backlog.map(
        query -> {
          Instant now = DatabaseClock.now(handle);
          String ours = searchPath(handle, SEARCH_PATH);
          Waiting waiting = ask(handle, query, now);
          searchPath(handle, ours);
          return waiting;
        });
  }

  private static Waiting ask(Handle handle, String query, Instant now) {
    try (Statement plain = handle.getConnection().createStatement()) {
      plain.setEscapeProcessing(false);
      try (ResultSet row = plain.executeQuery(query)) {
        if (!row.next()) {
          throw new IllegalStateException("the query of its backlog returns no row");
        }
        return new Waiting(
            row.getLong(1),
            row.getMetaData().getColumnCount() > 1 ? oldest(row, now) : Duration.ZERO);
      }
    } catch (SQLException e) {
      throw new StatementFailed(e);
    }
  }

  private static Duration oldest(ResultSet row, Instant now) throws SQLException {
    OffsetDateTime since = row.getObject(2, OffsetDateTime.class);
    Duration age = since == null ? Duration.ZERO : Duration.between(since.toInstant(), now);
    return age.isNegative() ? Duration.ZERO : age;
  }

  /** Sets it until the transaction ends; returns what it was. */
  private static String searchPath(Handle handle, String path) {
    String before =
        handle.createQuery("SELECT current_setting('search_path')").mapTo(String.class).one();
    handle
        .createQuery("SELECT set_config('search_path', :path, true)")
        .bind("path", path)
        .mapTo(String.class)
        .one();
    return before;
  }

  /** Past Jdbi, to which ?, : and \ in a statement would mean something. */
  private static long execute(Handle handle, String sql) {
    try (Statement plain = handle.getConnection().createStatement()) {
      plain.setEscapeProcessing(false);
      plain.execute(sql);
      return plain.getLargeUpdateCount();
    } catch (SQLException e) {
      throw new StatementFailed(e);
    }
  }
}
