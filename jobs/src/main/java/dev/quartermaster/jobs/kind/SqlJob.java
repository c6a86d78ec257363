package dev.quartermaster.jobs.kind;

import dev.quartermaster.jobs.batch.BatchedJob;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Runs a statement again and again, a batch each, until it touches no row. */
final class SqlJob implements BatchedJob {

  /** As psql would have it; the pool's own is the product's schema. */
  private static final String SEARCH_PATH = "\"$user\", public";

  private final SqlStatement statement;

  SqlJob(SqlStatement statement) {
    this.statement = statement;
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
