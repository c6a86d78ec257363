package dev.quartermaster.quota.bulk;

import dev.quartermaster.quota.testing.World;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Operations of a {@link World}, step by step. */
public record Bulk(World world) {

  /** One that is there, or a new one. */
  public Operation begin(Act act, Chosen chosen) {
    Optional<Operation> begun;
    do {
      begun = world.database().transaction(handle -> joinOrBegin(handle, act, chosen));
    } while (begun.isEmpty());
    return begun.get();
  }

  private static Optional<Operation> joinOrBegin(Handle handle, Act act, Chosen chosen) {
    Operations.Asked asked = new Operations.Asked("root@test", "the outage");
    Optional<Operation> open = Operations.open(handle, act.command(chosen));
    open.filter(there -> Standing.of(handle, there) == Standing.FORGOTTEN)
        .ifPresent(there -> Operations.abandon(handle, there.id()));
    return open.flatMap(there -> Operations.open(handle, act.command(chosen)))
        .or(() -> Operations.begin(handle, act, chosen, asked));
  }

  /** One batch of a portion; empty when there is none left. */
  public Optional<Batch.Done> step(Operation operation) {
    return world.database().transaction(handle -> Batch.next(handle, operation, 1));
  }

  /** Works on it to its end. */
  public Operation finish(Operation operation) {
    while (step(operation).isPresent()) {
      // One after the other.
    }
    return world
        .database()
        .transaction(
            handle -> {
              Operations.end(handle, operation.id());
              return Operations.find(handle, operation.id());
            });
  }

  /** From its beginning to its end. */
  public Operation run(Act act, Chosen chosen) {
    return finish(begin(act, chosen));
  }
}
