package dev.quartermaster.jobs.builtin;

import dev.quartermaster.db.Foreground;
import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.quota.period.SettleSlice;
import dev.quartermaster.quota.period.Settling;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Settles the periods that have ended; guarantees that none waits for longer than its backlog's
 * limit.
 */
public final class CpuReset implements BatchedJob {

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    SettleSlice before = last.map(SettleSlice::parse).orElseGet(Settling::start);
    return Settling.cut(handle, before, size).map(SettleSlice::text);
  }

  @Override
  public long work(Handle handle, String slice) {
    return Settling.settle(handle, SettleSlice.parse(slice));
  }

  /** Users feel a charge that waits, and nobody a period that is settled a second later. */
  @Override
  public boolean givesWay(Handle handle) {
    return Foreground.isAtWork(handle);
  }

  @Override
  public void drained(Handle handle) {
    Settling.noteSettledThrough(handle);
  }
}
