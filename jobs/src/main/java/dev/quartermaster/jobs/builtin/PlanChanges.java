package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.jobs.pace.Waiting;
import dev.quartermaster.quota.period.ChangesDue;
import dev.quartermaster.quota.period.SettleSlice;
import dev.quartermaster.quota.period.Settling;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Applies changes of plan or allowance whose time has come, and ends grants. The reset does that
 * too, among all else; who of the two comes first does it.
 */
public final class PlanChanges implements Settles {

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    SettleSlice before = last.map(SettleSlice::parse).orElseGet(Settling::startOfChanges);
    return Settling.cutChanges(handle, before, size).map(SettleSlice::text);
  }

  @Override
  public Optional<Waiting> waiting(Handle handle) {
    ChangesDue due = ChangesDue.now(handle);
    return Optional.of(new Waiting(due.changes(), due.oldest()));
  }

  @Override
  public Optional<Guarantee> guarantee() {
    return Optional.of(
        new Guarantee(
            "no change of plan and no end of a grant is overdue for more than 15 minutes",
            ChangesDue.OVERDUE));
  }
}
