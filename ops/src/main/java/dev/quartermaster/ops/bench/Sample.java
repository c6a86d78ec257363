package dev.quartermaster.ops.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * The accounts on which a way that settles one at a time is measured: the first ones. The tables
 * hold no other, which makes it no slower.
 */
record Sample(Scratch scratch, int size) {

  /** An account, and since when its period is over. */
  record Account(long id, Instant due) {}

  /**
   * What {@link StatementSide} does, for one account, and the release from the tarpit is told. One
   * statement is one round trip and one transaction: nobody does it with less.
   */
  private static final String SETTLE =
      """
      WITH reset AS (
        UPDATE plain.account a
           SET used_us = 0, in_tarpit = false, next_reset = due.next_reset + interval '1 day'
          FROM (SELECT id, used_us, next_reset, in_tarpit FROM plain.account WHERE id = ? AND next_reset <= now()) AS due
         WHERE a.id = due.id AND a.next_reset = due.next_reset
        RETURNING a.id, due.next_reset - interval '1 day' AS period_start, due.used_us, a.allowance_us, due.in_tarpit),
      told AS (
        INSERT INTO plain.event (account, at, kind, period_start)
        SELECT id, now(), 'tarpit-left', period_start FROM reset WHERE in_tarpit)
      INSERT INTO plain.ledger (account, period_start, used_us, allowance_us, settled_at)
      SELECT id, period_start, used_us, allowance_us, now() FROM reset
      """;

  Sample {
    PlainTables.make(scratch.database());
  }

  /** Settles the period of one account, in a transaction of its own. */
  static void settle(DataSource database, long account) throws SQLException {
    try (Connection connection = database.getConnection()) {
      settle(connection, account);
    }
  }

  /** The same, by a connection that commits each statement. */
  static void settle(Connection connection, long account) throws SQLException {
    try (PreparedStatement settle = connection.prepareStatement(SETTLE)) {
      settle.setLong(1, account);
      settle.executeUpdate();
    }
  }

  void lay() {
    PlainTables.lay(scratch.database(), size);
  }

  List<Account> accounts() {
    return scratch
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery("SELECT id, next_reset FROM plain.account ORDER BY next_reset, id")
                    .map(
                        (row, context) ->
                            new Account(
                                row.getLong(1), row.getObject(2, OffsetDateTime.class).toInstant()))
                    .list());
  }

  /**
   * Asks the database.
   *
   * @throws NotVerified when an account is not settled, or was more than once
   */
  void verify(Way way) {
    require(way, complaints());
  }

  /**
   * Asks the database, also what a scheduler has left to do.
   *
   * @param entries the table with a row for each account that is left
   */
  void verify(Way way, String entries) {
    List<String> complaints = new ArrayList<>(complaints());
    long left =
        scratch
            .database()
            .transaction(
                handle ->
                    handle
                        .createQuery("SELECT count(*) FROM <entries>")
                        .define("entries", entries)
                        .mapTo(Long.class)
                        .one());
    if (left != 0) {
      complaints.add("%d rows are left in %s".formatted(left, entries));
    }
    require(way, complaints);
  }

  private List<String> complaints() {
    List<String> complaints = new ArrayList<>(PlainTables.complaints(scratch.database(), size));
    complaints.addAll(scratch.database().transaction(PlainTables::untold));
    return complaints;
  }

  private static void require(Way way, List<String> complaints) {
    if (!complaints.isEmpty()) {
      throw new NotVerified(way.title(), complaints);
    }
  }

  void clear() {
    PlainTables.clear(scratch.database());
  }
}
