package dev.quartermaster.jobs.builtin;

import dev.quartermaster.db.Foreground;
import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.jobs.pace.Waiting;
import dev.quartermaster.quota.period.Backlog;
import dev.quartermaster.quota.period.SettleSlice;
import dev.quartermaster.quota.period.Settling;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Settles the periods that have ended, and writes down what changes with them. */
public final class CpuReset implements Settles {

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    SettleSlice before = last.map(SettleSlice::parse).orElseGet(Settling::start);
    return Settling.cut(handle, before, size).map(SettleSlice::text);
  }

  @Override
  public Optional<Waiting> waiting(Handle handle) {
    Backlog backlog = Backlog.now(handle);
    return Optional.of(new Waiting(backlog.periods(), backlog.oldest()));
  }

  @Override
  public Optional<Guarantee> guarantee() {
    return Optional.of(
        new Guarantee("no account is overdue for more than 15 minutes", Backlog.OVERDUE));
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
