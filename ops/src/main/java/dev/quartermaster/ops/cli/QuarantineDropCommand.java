package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.batch.Quarantine;
import dev.quartermaster.jobs.batch.Quarantine.Entry;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import java.util.List;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "drop",
    description = "Leave an item out for good, and list it no longer; 'retry' takes it back.",
    footer = {"  quartermaster quarantine drop cpu-reset ada --reason \"account is gone\""},
    mixinStandardHelpOptions = true)
final class QuarantineDropCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

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
      Entry dropped =
          session.database().transaction(handle -> changing.tried(handle, () -> drop(handle)));
      output.print(
          ItemsAside.json(List.of(dropped)),
          out ->
              out.printf(
                  "%s %s: %s left out for good%n",
                  schedule, item, changing.dryRun ? "would be" : "is"));
    }
    return ExitCode.DONE;
  }

  private Entry drop(Handle handle) {
    Entry before = ItemsAside.find(handle, schedule, item);
    if (!before.state().equals("dropped")) {
      new Quarantine(handle, schedule).drop(item);
      Audit.record(handle, "quarantine drop", schedule + " " + item, changing.reason);
    }
    return ItemsAside.find(handle, schedule, item);
  }
}
