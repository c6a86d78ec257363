package dev.quartermaster.ops.incident;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** The reset of then: what is overdue, account by account, each in a transaction of its own. */
@DisallowConcurrentExecution
final class OldJob implements Job {

  private static final String OVERDUE =
      "SELECT id FROM account WHERE next_reset_time <= now() ORDER BY next_reset_time";

  private static final String RESET =
      """
      UPDATE account SET used_us = 0, in_tarpit = false, next_reset_time = next_reset_time + interval '1 day'
       WHERE id = ?
      """;

  private final DataSource database;
  private final State state;

  /** What goes on from run to run. */
  static final class State {
    private final AtomicLong done = new AtomicLong();
    private volatile boolean stopped;

    /** Accounts that were reset. */
    long done() {
      return done.get();
    }

    void stop() {
      stopped = true;
    }
  }

  OldJob(DataSource database, State state) {
    this.database = database;
    this.state = state;
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    try (Connection connection = database.getConnection();
        PreparedStatement reset = connection.prepareStatement(RESET)) {
      for (long account : overdue(connection)) {
        if (state.stopped) {
          return;
        }
        reset.setLong(1, account);
        reset.executeUpdate();
        state.done.incrementAndGet();
      }
    } catch (SQLException e) {
      throw new JobExecutionException(e);
    }
  }

  private static List<Long> overdue(Connection connection) throws SQLException {
    List<Long> accounts = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(OVERDUE);
        ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        accounts.add(rows.getLong(1));
      }
    }
    return accounts;
  }
}
