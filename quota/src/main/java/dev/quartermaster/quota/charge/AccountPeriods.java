package dev.quartermaster.quota.charge;

import dev.quartermaster.quota.account.AccountRows;
import dev.quartermaster.quota.account.AccountRows.AccountRow;
import dev.quartermaster.quota.period.Span;
import dev.quartermaster.quota.period.Timeline;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Finds the periods of many records; reads an account's history only when a record is older than
 * its last change.
 */
final class AccountPeriods {
  private final Handle handle;
  private final Map<Long, Timeline> recent = new TreeMap<>();
  private final Map<Long, Timeline> whole = new TreeMap<>();

  AccountPeriods(Handle handle) {
    this.handle = handle;
  }

  Span at(AccountRow account, Instant at) {
    Map<Long, Timeline> known = account.needsHistory(at) ? whole : recent;
    return known
        .computeIfAbsent(
            account.id(), id -> account.needsHistory(at) ? history(account) : account.recent())
        .at(at);
  }

  private Timeline history(AccountRow account) {
    return Objects.requireNonNull(
        AccountRows.timelines(handle, List.of(account)).get(account.id()));
  }
}
