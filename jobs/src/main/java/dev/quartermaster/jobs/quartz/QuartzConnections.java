package dev.quartermaster.jobs.quartz;

import dev.quartermaster.db.Database;
import java.sql.Connection;
import java.sql.SQLException;
import org.quartz.utils.ConnectionProvider;

/** Lends Quartz the connections of our pool. */
final class QuartzConnections implements ConnectionProvider {

  private final Database database;

  QuartzConnections(Database database) {
    this.database = database;
  }

  @Override
  public Connection getConnection() throws SQLException {
    return database.dataSource().getConnection();
  }

  /** The pool outlives the scheduler: its owner closes it. */
  @Override
  public void shutdown() {}

  @Override
  public void initialize() {}
}
