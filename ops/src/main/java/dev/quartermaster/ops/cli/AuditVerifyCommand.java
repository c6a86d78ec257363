package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.audit.AuditChain;
import dev.quartermaster.ops.audit.Bad;
import dev.quartermaster.ops.audit.Head;
import dev.quartermaster.ops.audit.Verified;
import dev.quartermaster.ops.cli.Where.Session;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "verify",
    description = {
      "Find any edit, deletion or reorder of the trail, by the hash that each entry has of the one before.",
      "Exit code 1 when there is one."
    },
    footer = {"  quartermaster audit verify", "  quartermaster audit verify --json"},
    mixinStandardHelpOptions = true)
final class AuditVerifyCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;

  @Option(
      names = "--seen",
      paramLabel = "NUMBER:HASH",
      description =
          "What an earlier 'audit verify' showed as the newest: it must still be so. Finds a trail"
              + " that was written anew as a whole.")
  private @Nullable String seen;

  @Override
  public Integer call() {
    Optional<Head> known = Optional.ofNullable(seen).map(Head::parse);
    try (Session session = where.look()) {
      Verified verified = session.database().transaction(handle -> verify(handle, known));
      output.print(json(verified), out -> print(out, verified));
      return verified.ok() ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private static Verified verify(Handle handle, Optional<Head> known) {
    Verified verified = AuditChain.verify(handle);
    Optional<Bad> bad =
        verified.bad().or(() -> known.flatMap(seen -> AuditChain.differsFrom(handle, seen)));
    return new Verified(verified.entries(), verified.head(), bad);
  }

  private static ObjectNode json(Verified verified) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("entries", verified.entries()).put("ok", verified.ok());
    json.put("first_bad", verified.bad().map(Bad::number).orElse(null));
    json.put("what", verified.bad().map(bad -> bad.what().word()).orElse(null));
    json.put("detail", verified.bad().map(Bad::says).orElse(null));
    return json.put("newest", verified.head().map(Head::toString).orElse(null));
  }

  private static void print(PrintStream out, Verified verified) {
    if (verified.bad().isPresent()) {
      Bad bad = verified.bad().get();
      out.println(
          Table.wrapped(
              "BAD: entry %d: %s: %s.".formatted(bad.number(), bad.what().word(), bad.says()), 0));
      out.println(
          Table.wrapped(
              "The trail has %s and is not as it was written. Keep it as it is, and compare it with a backup: ops/docs/audit.md."
                  .formatted(Count.of(verified.entries(), "entry", "entries")),
              0));
    } else if (verified.entries() == 0) {
      out.println("The trail is empty, and nothing was taken out of it.");
    } else {
      out.printf(
          "%s, each in its place and as it was written.%n",
          Count.of(verified.entries(), "entry", "entries"));
      out.println("The newest, to be kept elsewhere for --seen:");
      verified.head().ifPresent(out::println);
    }
  }
}
