package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.batch.Quarantine;
import dev.quartermaster.jobs.batch.Quarantine.Entry;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "retry",
    description = "Have items tried again by the next run, also ones that were dropped.",
    footer = {
      "  quartermaster quarantine retry cpu-reset ada --reason \"mended\"",
      "  quartermaster quarantine retry --all --schedule cpu-reset --yes"
    },
    mixinStandardHelpOptions = true)
final class QuarantineRetryCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Parameters(
      paramLabel = "SCHEDULE",
      index = "0",
      arity = "0..1",
      description = "The schedule that set it aside.")
  private @Nullable String schedule;

  @Parameters(
      paramLabel = "ITEM",
      index = "1",
      arity = "0..1",
      description = "The item, as 'quarantine list' shows it.")
  private @Nullable String item;

  @Option(names = "--all", description = "All that are set aside, dropped ones aside.")
  private boolean all;

  @Option(names = "--schedule", paramLabel = "NAME", description = "With --all: only of this one.")
  private @Nullable String only;

  @Override
  public Integer call() {
    checkUsage();
    try (Session session = where.look()) {
      Map<String, Schedule> declared = session.installation().configuration().schedules();
      List<Entry> found = session.database().transaction(handle -> find(handle, declared));
      changing.confirm(Count.of(found.size(), "item") + " would be tried again", found.size());
      List<Entry> retried =
          session
              .database()
              .transaction(handle -> changing.tried(handle, () -> retry(handle, found)));
      output.print(ItemsAside.json(retried), out -> print(out, retried));
    }
    return ExitCode.DONE;
  }

  private void checkUsage() {
    if (all ? schedule != null : schedule == null || item == null || only != null) {
      throw new BadInput("name SCHEDULE and ITEM, or say --all, with --schedule NAME or without");
    }
  }

  private List<Entry> find(Handle handle, Map<String, Schedule> declared) {
    return schedule == null || item == null
        ? ItemsAside.list(handle, declared, only)
        : List.of(ItemsAside.find(handle, schedule, item));
  }

  /** What was done or taken back meanwhile is left out. */
  private List<Entry> retry(Handle handle, List<Entry> found) {
    // All items before the first entry: an item is never waited for with the audit trail locked.
    List<Entry> taken =
        found.stream()
            .filter(entry -> new Quarantine(handle, entry.schedule()).retry(entry.item()))
            .toList();
    for (Entry entry : taken) {
      String target = entry.schedule() + " " + entry.item();
      Audit.record(handle, "quarantine retry", target, changing.reason);
    }
    return taken.stream()
        .map(entry -> ItemsAside.find(handle, entry.schedule(), entry.item()))
        .toList();
  }

  private void print(PrintStream out, List<Entry> retried) {
    if (retried.isEmpty()) {
      out.println("No item is set aside.");
    }
    retried.forEach(
        entry ->
            out.printf(
                "%s %s: %s tried again by the next run%n",
                entry.schedule(), entry.item(), changing.dryRun ? "would be" : "is"));
  }
}
