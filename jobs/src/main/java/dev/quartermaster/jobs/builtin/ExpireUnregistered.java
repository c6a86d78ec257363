package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.quota.expiry.Expiry;
import dev.quartermaster.quota.expiry.ExpiryRule;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/**
 * Warns accounts of a plan that nobody uses, and marks them expired when nobody does after that.
 */
final class ExpireUnregistered implements ByAccount {

  private final ExpiryRule rule;

  ExpireUnregistered(ExpiryRule rule) {
    this.rule = rule;
  }

  @Override
  public OptionalLong lastOfNext(Handle handle, long after, int size) {
    return Expiry.lastOfNext(handle, rule, after, size);
  }

  @Override
  public long work(Handle handle, Range range, Collection<Long> without) {
    return Expiry.work(handle, rule, new Expiry.Range(range.from(), range.to(), without));
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
