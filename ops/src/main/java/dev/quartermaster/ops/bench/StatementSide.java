package dev.quartermaster.ops.bench;

import java.util.List;

/**
 * The plain way: usage and next reset stand in the account's row, and one statement a day resets
 * every row that is due and writes a ledger row for each. It tells nobody of it.
 */
final class StatementSide implements Side {

  /**
   * The subselect reads what the update overwrites: RETURNING has the old values from 18 on only.
   */
  private static final String RESET =
      """
      WITH reset AS (
        UPDATE plain.account a
           SET used_us = 0, in_tarpit = false, next_reset = due.next_reset + interval '1 day'
          FROM (SELECT id, used_us, next_reset FROM plain.account WHERE next_reset <= now()) AS due
         WHERE a.id = due.id
        RETURNING a.id, due.next_reset - interval '1 day' AS period_start, due.used_us, a.allowance_us)
      INSERT INTO plain.ledger (account, period_start, used_us, allowance_us, settled_at)
      SELECT id, period_start, used_us, allowance_us, now() FROM reset
      """;

  private final Scratch scratch;

  StatementSide(Scratch scratch) {
    this.scratch = scratch;
    PlainTables.make(scratch.database());
  }

  @Override
  public Way way() {
    return Way.STATEMENT;
  }

  @Override
  public void lay() {
    PlainTables.lay(scratch.database(), Integer.MAX_VALUE);
  }

  @Override
  public Measured measure() {
    long wal = scratch.walBytes();
    Stopwatch stopwatch = Stopwatch.start();
    long rows = scratch.database().transaction(handle -> handle.execute(RESET));
    return new Measured(stopwatch.elapsed(), rows, scratch.walBytes() - wal, List.of());
  }

  @Override
  public void verify() {
    List<String> complaints = PlainTables.complaints(scratch.database(), Integer.MAX_VALUE);
    if (!complaints.isEmpty()) {
      throw new NotVerified(way().title(), complaints);
    }
  }

  @Override
  public void clear() {
    PlainTables.clear(scratch.database());
  }
}
