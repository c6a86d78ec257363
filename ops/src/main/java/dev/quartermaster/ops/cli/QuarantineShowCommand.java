package dev.quartermaster.ops.cli;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.batch.Quarantine.Entry;
import dev.quartermaster.ops.cli.Where.Session;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    description = "One item with all of its error, also when it was dropped.",
    footer = {"  quartermaster quarantine show cpu-reset ada"},
    mixinStandardHelpOptions = true)
final class QuarantineShowCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;

  @Parameters(paramLabel = "SCHEDULE", index = "0", description = "The schedule that set it aside.")
  private String schedule;

  @Parameters(
      paramLabel = "ITEM",
      index = "1",
      description = "The item, as 'quarantine list' shows it.")
  private String item;

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      session.database().run(this::show);
    }
    return ExitCode.DONE;
  }

  private void show(Handle handle) {
    Entry entry = ItemsAside.find(handle, schedule, item);
    Instant now = DatabaseClock.now(handle);
    output.print(ItemsAside.json(List.of(entry)), out -> print(out, entry, now));
  }

  private static void print(PrintStream out, Entry entry, Instant now) {
    out.printf("%s %s: %s%n", entry.schedule(), entry.item(), entry.state());
    out.printf("  since     %s%n", When.at(entry.since(), now));
    out.printf("  tried     %s%n", Count.of(entry.attempts(), "time"));
    out.printf("  next try  %s%n", ItemsAside.nextTry(entry, now));
    out.println(Table.wrapped("slice     " + Table.cut(entry.slice(), 1_000), 2));
    out.println();
    entry.error().strip().lines().forEach(line -> out.println(Table.wrapped(line, 2)));
    out.println();
    out.println(Table.wrapped(way(entry), 0));
  }

  private static String way(Entry entry) {
    String item = shell(entry.item());
    return "Once its cause is mended: `quarantine retry %s %s`. To leave it out for good: `quarantine drop %s %s`."
        .formatted(entry.schedule(), item, entry.schedule(), item);
  }

  /** As a shell takes it for one word. */
  private static String shell(String word) {
    return word.matches("[A-Za-z0-9_./:@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
