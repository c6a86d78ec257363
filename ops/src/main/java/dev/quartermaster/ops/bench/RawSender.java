package dev.quartermaster.ops.bench;

import dev.quartermaster.db.Database;
import dev.quartermaster.ops.bench.Batch.Row;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;
import org.postgresql.PGConnection;

/**
 * The least that charging can cost: one prepared statement a batch, of rows that were added up and
 * sorted before, sent in binary, into a table that is nothing but a ledger.
 */
final class RawSender implements Sender {

  private static final String TABLE =
      """
      CREATE SCHEMA raw;
      CREATE TABLE raw.ledger (
        account_id   bigint NOT NULL,
        period_start timestamptz NOT NULL,
        period_end   timestamptz NOT NULL,
        allowance_us bigint NOT NULL,
        charged_us   bigint NOT NULL,
        metered_us   bigint NOT NULL,
        PRIMARY KEY (account_id, period_start)
      ) WITH (fillfactor = 70)
      """;

  private static final String UPSERT =
      """
      INSERT INTO raw.ledger AS l (account_id, period_start, period_end, allowance_us, charged_us, metered_us)
      SELECT r.account_id, timestamptz 'epoch' + r.start_us * interval '1 microsecond',
             timestamptz 'epoch' + r.end_us * interval '1 microsecond', r.allowance_us, r.charged_us, r.metered_us
        FROM unnest(?, ?, ?, ?, ?, ?) AS r (account_id, start_us, end_us, allowance_us, charged_us, metered_us)
      ON CONFLICT (account_id, period_start) DO UPDATE
         SET charged_us = l.charged_us + excluded.charged_us,
             metered_us = l.metered_us + excluded.metered_us
      """;

  private final Connection connection;
  private final PreparedStatement upsert;

  private RawSender(Connection connection, PreparedStatement upsert) {
    this.connection = connection;
    this.upsert = upsert;
  }

  /** Makes the table that all of them write. */
  static void makeTable(Database database) {
    database.run(handle -> handle.createScript(TABLE).execute());
  }

  static RawSender on(Database database) {
    try {
      // Held until it is closed, for it is where the statement is prepared.
      Connection connection = database.dataSource().getConnection();
      return new RawSender(connection, connection.prepareStatement(UPSERT));
    } catch (SQLException e) {
      throw new IllegalStateException("no connection for the plain upsert", e);
    }
  }

  @Override
  public boolean send(Batch batch) {
    List<Row> rows = batch.rows();
    try {
      upsert.setArray(1, longs(rows, row -> row.charger().id()));
      upsert.setArray(2, longs(rows, row -> row.charger().start()));
      upsert.setArray(3, longs(rows, row -> row.charger().end()));
      upsert.setArray(4, longs(rows, row -> row.charger().allowance()));
      upsert.setArray(5, longs(rows, Row::charged));
      upsert.setArray(6, longs(rows, Row::metered));
      upsert.executeUpdate();
      return true;
    } catch (SQLException e) {
      throw new IllegalStateException("the plain upsert failed", e);
    }
  }

  private Array longs(List<Row> rows, ToLongFunction<Row> column) throws SQLException {
    return connection
        .unwrap(PGConnection.class)
        .createArrayOf("int8", rows.stream().mapToLong(column).toArray());
  }

  @Override
  public void close() {
    try {
      upsert.close();
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
