package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.quota.expiry.Expiry;
import dev.quartermaster.quota.expiry.ExpiryRule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * Warns accounts of a plan that nobody uses, and marks them expired when nobody does after that.
 */
public final class ExpireUnregistered implements BatchedJob {

  private final ExpiryRule rule;

  public ExpireUnregistered(ExpiryRule rule) {
    this.rule = rule;
  }

  @Override
  public Optional<String> cut(Handle handle, Optional<String> last, int size) {
    long after = Range.after(last);
    OptionalLong to = Expiry.lastOfNext(handle, rule, after, size);
    return to.isEmpty() ? Optional.empty() : Optional.of(new Range(after, to.getAsLong()).text());
  }

  @Override
  public long work(Handle handle, String slice) {
    Range range = Range.parse(slice);
    return Expiry.work(handle, rule, range.from(), range.to());
  }

  @Override
  public Optional<Guarantee> guarantee() {
    return Optional.of(
        new Guarantee(
            "no account that was warned waits for two days longer than it has to",
            Expiry.overdue(rule)));
  }

  @Override
  public List<String> tables() {
    return List.of("account");
  }
}
