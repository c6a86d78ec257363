package dev.quartermaster.ops.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** A loop over what is due: each account in a transaction of its own, by plain JDBC. */
final class LoopSide implements Side {

  private final Sample sample;

  LoopSide(Sample sample) {
    this.sample = sample;
  }

  @Override
  public Way way() {
    return Way.LOOP;
  }

  @Override
  public void lay() {
    sample.lay();
  }

  @Override
  public Measured measure() {
    long wal = sample.scratch().walBytes();
    Stopwatch stopwatch = Stopwatch.start();
    settleEach(sample.accounts());
    return new Measured(
        stopwatch.elapsed(), sample.size(), sample.scratch().walBytes() - wal, List.of());
  }

  private void settleEach(List<Sample.Account> due) {
    try (Connection connection = sample.scratch().database().dataSource().getConnection()) {
      for (Sample.Account account : due) {
        Sample.settle(connection, account.id());
      }
    } catch (SQLException e) {
      throw new IllegalStateException("the loop stops: " + e.getMessage(), e);
    }
  }

  @Override
  public void verify() {
    sample.verify(way());
  }

  @Override
  public void clear() {
    sample.clear();
  }
}
