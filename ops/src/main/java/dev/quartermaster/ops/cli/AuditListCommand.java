package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.audit.Entries;
import dev.quartermaster.ops.audit.Entries.Wanted;
import dev.quartermaster.ops.audit.Entry;
import dev.quartermaster.ops.cli.Where.Session;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description = "Who did what, when and why, the newest first.",
    footer = {
      "  quartermaster audit list",
      "  quartermaster audit list --act alerts --by ada --since 2026-11-01T00:00:00Z"
    },
    mixinStandardHelpOptions = true)
final class AuditListCommand implements Callable<Integer> {

  private static final int MOST = 100_000;

  /** Of what is shown of an entry; --json has all of it. */
  private static final int LONGEST = 400;

  @Mixin private Where where;
  @Mixin private Output output;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(
      names = "--act",
      paramLabel = "A",
      description = "Only this command, as 'accounts set', or a group of them, as alerts.")
  private @Nullable String act;

  @Option(
      names = "--by",
      paramLabel = "WHO",
      description = "Only by this user, host or token: any part of it, in any case.")
  private @Nullable String by;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only from this time on (ISO-8601 with zone).")
  private @Nullable String since;

  private record Look(Instant now, List<Entry> entries) {}

  @Override
  public Integer call() {
    if (limit < 1 || limit > MOST) {
      throw new BadInput("--limit is %d; it goes from 1 to %d".formatted(limit, MOST));
    }
    Wanted wanted =
        new Wanted(
            Optional.ofNullable(act),
            Optional.ofNullable(by),
            Optional.ofNullable(since).map(text -> GivenTime.parse("--since", text)));
    try (Session session = where.look()) {
      Look look = session.database().transaction(handle -> look(handle, wanted));
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      ArrayNode entries = document.putArray("entries");
      look.entries().forEach(entry -> entries.add(json(entry)));
      output.print(document, out -> print(out, look, wanted));
    }
    return ExitCode.DONE;
  }

  private Look look(Handle handle, Wanted wanted) {
    return new Look(DatabaseClock.now(handle), Entries.newest(handle, wanted, limit));
  }

  private static ObjectNode json(Entry entry) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("number", entry.seal().number())
        .put("at", entry.at().toString())
        .put("by", entry.actor())
        .put("act", entry.act().name())
        .put("target", entry.act().target())
        .put("reason", entry.act().reason().orElse(null))
        .put("hash", entry.seal().hash());
  }

  private void print(PrintStream out, Look look, Wanted wanted) {
    if (look.entries().isEmpty()) {
      out.println(
          wanted.equals(Wanted.ALL)
              ? "Nobody has changed anything by hand yet."
              : "No entry is like that; without --act, --by and --since all are shown.");
      return;
    }
    Table table = new Table(">NO", "WHEN", "", "WHO").giving(3);
    for (Entry entry : look.entries()) {
      table.row(
          Long.toString(entry.seal().number()),
          When.absolute(entry.at()),
          When.relative(entry.at(), look.now()),
          Table.cut(entry.actor(), LONGEST));
      table.say(Table.cut(words(entry.act()), LONGEST));
    }
    table.print(out);
    if (look.entries().size() == limit && look.entries().get(limit - 1).seal().number() > 1) {
      out.printf("The newest %,d; --limit shows more.%n", limit);
    }
  }

  private static String words(Entry.Act act) {
    return act.name() + " " + act.target() + act.reason().map(why -> ": " + why).orElse("");
  }
}
