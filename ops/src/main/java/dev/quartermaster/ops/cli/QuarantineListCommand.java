package dev.quartermaster.ops.cli;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.batch.Quarantine.Entry;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.cli.Where.Session;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "list",
    description = "What is set aside, oldest first; what was dropped is left out.",
    footer = {
      "  quartermaster quarantine list",
      "  quartermaster quarantine list --schedule cpu-reset --json"
    },
    mixinStandardHelpOptions = true)
final class QuarantineListCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;

  @Option(names = "--schedule", paramLabel = "NAME", description = "Only of this schedule.")
  private @Nullable String schedule;

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      Map<String, Schedule> declared = session.installation().configurationOrDefaults().schedules();
      session.database().run(handle -> list(handle, declared));
    }
    return ExitCode.DONE;
  }

  private void list(Handle handle, Map<String, Schedule> declared) {
    List<Entry> entries = ItemsAside.list(handle, declared, schedule);
    Instant now = DatabaseClock.now(handle);
    output.print(ItemsAside.json(entries), out -> print(out, entries, now));
  }

  private static void print(PrintStream out, List<Entry> entries, Instant now) {
    if (entries.isEmpty()) {
      out.println("No item is set aside.");
      return;
    }
    ItemsAside.table(entries, now).print(out);
  }
}
