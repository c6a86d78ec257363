package dev.quartermaster.ops.bulk;

import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.db.Database;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.node.Refused;
import dev.quartermaster.quota.bulk.Act;
import dev.quartermaster.quota.bulk.Chosen;
import dev.quartermaster.quota.bulk.Operation;
import dev.quartermaster.quota.bulk.Operations;
import dev.quartermaster.quota.bulk.Standing;
import java.time.Duration;
import java.util.List;
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
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final Database database;
  private final Patience patience = new Patience(LONGEST);

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

  /** What the same command would go on with now; nothing is changed. */
  public Optional<Operation> left(Act act, Chosen chosen) {
    return once(
        () ->
            database.transaction(
                handle ->
                    Operations.open(handle, act.command(chosen))
                        .filter(there -> Standing.of(handle, there).isGoneOnWith())));
  }

  /** Why the same command would be refused now; nothing is changed. */
  public Optional<String> refusal(Act act, Chosen chosen) {
    return once(
        () ->
            database.transaction(
                handle ->
                    inTheWay(handle, act, chosen).stream()
                        .filter(other -> Standing.of(handle, other) == Standing.AT_WORK)
                        .map(BulkRun::isUnderWay)
                        .findFirst()));
  }

  /** Moves that would undo what this one does. */
  private static List<Operation> inTheWay(Handle handle, Act act, Chosen chosen) {
    return act instanceof Act.Reschedule
        ? Operations.openMoves(handle).stream()
            .filter(other -> !other.began().command().equals(act.command(chosen)))
            .toList()
        : List.of();
  }

  private static Optional<Begun> joinOrStart(Handle handle, Act act, Chosen chosen, String reason) {
    if (act instanceof Act.Reschedule) {
      Operations.holdMoves(handle);
    }
    inTheWay(handle, act, chosen).forEach(other -> takePlace(handle, other));
    Optional<Operation> there = Operations.open(handle, act.command(chosen));
    if (there.isPresent() && Standing.of(handle, there.get()).isGoneOnWith()) {
      return Optional.of(join(handle, there.get(), reason));
    }
    there.ifPresent(left -> close(handle, left));
    return start(handle, act, chosen, reason);
  }

  private static void takePlace(Handle handle, Operation other) {
    if (Standing.of(handle, other) == Standing.AT_WORK) {
      throw new Refused(isUnderWay(other));
    }
    close(handle, other);
  }

  private static String isUnderWay(Operation other) {
    return "'%s', begun %s ago by %s, is under way, and two at once would undo each other: wait for its end; if it was stopped, it can be gone on with by the same command, or a minute later this one takes its place"
        .formatted(
            other.began().command(), Spans.words(other.began().ago()), other.began().actor());
  }

  /** Of one that nobody goes on with. */
  private static void close(Handle handle, Operation left) {
    Optional<Operation> ended = Operations.end(handle, left.id());
    if (ended.isPresent()) {
      noteEnd(handle, ended.get());
    } else {
      if (Operations.abandon(handle, left.id())) {
        note(handle, left, "given up: left in the middle", left.began().reason());
      }
    }
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

  private static void noteEnd(Handle handle, Operation ended) {
    note(
        handle,
        ended,
        "done, %,d changed".formatted(ended.changed().orElse(0L)),
        ended.began().reason());
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
                  Operations.end(handle, operation.id()).ifPresent(ended -> noteEnd(handle, ended));
                  return Optional.of(Operations.find(handle, operation.id()))
                      .filter(Operation::isOver)
                      .map(BulkRun::notAbandoned);
                }));
  }

  private static Operation notAbandoned(Operation over) {
    if (over.abandoned()) {
      throw new Refused(
          "'%s' stood still for so long that it was given up, and is done in part; run it again to begin anew"
              .formatted(over.began().command()));
    }
    return over;
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
      return patience.get(attempt);
    } catch (RuntimeException e) {
      throw Faults.told(e, database.settings().place());
    }
  }
}
