package dev.quartermaster.ops.bulk;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.quartermaster.db.Database;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.quota.bulk.Act;
import dev.quartermaster.quota.bulk.Chosen;
import dev.quartermaster.quota.bulk.Operation;
import dev.quartermaster.quota.bulk.Operations;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * An act on many accounts from its beginning to its end.
 *
 * <p>The same act asked for twice at once is one operation, on which both work; one that was left
 * in the middle is gone on with.
 */
public final class BulkRun {

  /** Longer than a database takes to be back after a restart. */
  private static final RetryPolicy<Object> AGAIN =
      RetryPolicy.builder()
          .handleIf(Faults::passes)
          .withMaxRetries(-1)
          .withMaxDuration(Duration.ofMinutes(1))
          .withBackoff(Duration.ofMillis(20), Duration.ofSeconds(1))
          .build();

  private final Database database;

  public BulkRun(Database database) {
    this.database = database;
  }

  /**
   * An operation that is on record.
   *
   * @param joined it was there already: begun by another process that is at work, or that left it
   */
  public record Begun(Operation operation, boolean joined) {}

  /** Puts it on record, or finds it there; the audit trail has either. */
  public Begun begin(Act act, Chosen chosen, String reason) {
    Optional<Begun> begun;
    do {
      begun = once(() -> database.transaction(handle -> joinOrStart(handle, act, chosen, reason)));
      // Empty: somebody else has just begun the same, and may have ended it by the next look.
    } while (begun.isEmpty());
    return begun.get();
  }

  private static Optional<Begun> joinOrStart(Handle handle, Act act, Chosen chosen, String reason) {
    return Operations.open(handle, act.command(chosen))
        .map(there -> join(handle, there, reason))
        .or(() -> start(handle, act, chosen, reason));
  }

  private static Optional<Begun> start(Handle handle, Act act, Chosen chosen, String reason) {
    Optional<Operation> begun =
        Operations.begin(handle, act, chosen, new Operations.Asked(Audit.person(), reason));
    begun.ifPresent(
        operation ->
            note(handle, operation, "%,d accounts".formatted(operation.matched()), reason));
    return begun.map(operation -> new Begun(operation, false));
  }

  private static Begun join(Handle handle, Operation there, String reason) {
    note(handle, there, "joined", reason);
    return new Begun(there, true);
  }

  /** The act is the command's first word, its target the rest. */
  private static void note(Handle handle, Operation operation, String what, String reason) {
    String command = operation.began().command();
    int space = command.indexOf(' ');
    Audit.record(
        handle,
        command.substring(0, space),
        "%s: operation %d, %s".formatted(command.substring(space + 1), operation.id(), what),
        reason);
  }

  /** Ends it when nothing is left; how it ended, by whomever. */
  Optional<Operation> end(Operation operation) {
    return once(
        () ->
            database.transaction(
                handle -> {
                  Operations.end(handle, operation.id())
                      .ifPresent(
                          ended ->
                              note(
                                  handle,
                                  ended,
                                  "done, %,d changed".formatted(ended.changed().orElse(0L)),
                                  ended.began().reason()));
                  return Optional.of(Operations.find(handle, operation.id()))
                      .filter(Operation::isOver);
                }));
  }

  /** How far it is. */
  public Operations.Progress progress(Operation operation) {
    return database.transaction(handle -> Operations.progress(handle, operation.id()));
  }

  Database database() {
    return database;
  }

  /** Tries again what passes by itself, for a while. */
  <T> T once(Supplier<T> attempt) {
    try {
      return Failsafe.with(AGAIN).get(attempt::get);
    } catch (FailsafeException e) {
      throw e.getCause() instanceof RuntimeException cause ? told(cause) : e;
    } catch (RuntimeException e) {
      throw told(e);
    }
  }

  private RuntimeException told(RuntimeException failure) {
    return Faults.told(failure, database.settings().url());
  }
}
