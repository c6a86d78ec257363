package dev.quartermaster.quota.charge;

import dev.quartermaster.quota.account.AccountRows;
import dev.quartermaster.quota.account.AccountRows.AccountRow;
import dev.quartermaster.quota.period.Span;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Accounts as they were read a moment ago, so that busy ones are not read for every report.
 *
 * <p>What is kept may be out of date; nothing is charged by it alone. A ledger row that is there is
 * guarded by its end, which a reset or a new rule changes, and one that is yet to be made has its
 * account read again under a lock. Who meets either reads anew.
 *
 * <p>Thread-safe.
 */
final class KnownAccounts {

  /** About 400 bytes each. */
  private static final int MOST = 100_000;

  /** How long an account may be gone, or changed where no guard is met, before it is noticed. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  /**
   * While many accounts are changed, nearly every report has one that is not as it was: each would
   * be charged twice. Who met two such within this time reads all anew, until none was found
   * changed for as long.
   */
  private static final Duration MOVING = Duration.ofSeconds(1);

  /** An account and, of its ledger rows, the one that is known to be there. */
  private record Known(AccountRow row, long readNanos, @Nullable Span started) {
    boolean isFresh(long nanos) {
      return nanos - readNanos < FRESH.toNanos();
    }
  }

  /** The least recently used leaves first. */
  private static final class Recent extends LinkedHashMap<String, Known> {
    private static final long serialVersionUID = 1;

    Recent() {
      super(1_024, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
      return size() > MOST;
    }
  }

  private final Recent recent = new Recent();
  private long staleNanos = System.nanoTime() - MOVING.toNanos();
  private long movingNanos = staleNanos;

  /**
   * Accounts by the key of their name, and the period of each whose ledger row is known to be
   * there.
   */
  record Read(Map<String, AccountRow> byKey, Map<Long, Span> started) {}

  /** The accounts of these names; those that do not exist are missing. */
  Read read(Handle handle, Set<String> keys) {
    Read read = new Read(new HashMap<>(keys.size() * 2), new HashMap<>(keys.size() * 2));
    Set<String> unknown = known(keys, read);
    if (!unknown.isEmpty()) {
      Map<String, AccountRow> found = AccountRows.byKey(handle, unknown);
      read.byKey().putAll(found);
      note(found);
    }
    return read;
  }

  private synchronized Set<String> known(Set<String> keys, Read read) {
    long nanos = System.nanoTime();
    Set<String> unknown = new HashSet<>();
    boolean moving = nanos - movingNanos < MOVING.toNanos();
    for (String key : keys) {
      Known known = recent.get(key);
      if (moving || known == null || !known.isFresh(nanos)) {
        unknown.add(key);
      } else {
        read.byKey().put(key, known.row());
        if (known.started() != null) {
          read.started().put(known.row().id(), known.started());
        }
      }
    }
    return unknown;
  }

  private synchronized void note(Map<String, AccountRow> found) {
    long nanos = System.nanoTime();
    found.forEach(
        (key, row) -> {
          Known before = recent.put(key, new Known(row, nanos, null));
          if (before != null && !before.row().equals(row)) {
            movingNanos = nanos;
          }
        });
  }

  /** Something that was known did not hold: it is read anew, and by and by everything is. */
  synchronized void stale(Collection<String> keys) {
    long nanos = System.nanoTime();
    if (nanos - staleNanos < MOVING.toNanos()) {
      movingNanos = nanos;
    }
    staleNanos = nanos;
    forget(keys);
  }

  /** Remembers the period of each account's latest ledger row, once that is committed. */
  synchronized void noteStarted(Map<String, Span> latest) {
    latest.forEach(
        (key, span) ->
            recent.computeIfPresent(
                key, (k, known) -> new Known(known.row(), known.readNanos(), span)));
  }

  /** Has these read anew. */
  synchronized void forget(Collection<String> keys) {
    keys.forEach(recent::remove);
  }
}
