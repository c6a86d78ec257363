package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.importing.UsageImport;
import dev.quartermaster.ops.importing.UsageImport.Format;
import dev.quartermaster.ops.importing.UsageImport.Result;
import dev.quartermaster.ops.node.Policies;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "usage",
    description = "Recorded usage: import, top, report, reporters.",
    footer = {"  quartermaster usage top", "  quartermaster usage import usage.csv --format csv"},
    mixinStandardHelpOptions = true,
    subcommands = {UsageTopCommand.class, UsageReportCommand.class, UsageReportersCommand.class})
final class UsageCommand {

  /** How to read the file. */
  static final class Reading {
    @Parameters(paramLabel = "FILE", description = "Plain, .gz or .zip.")
    private Path file;

    @Option(
        names = "--format",
        paramLabel = "csv|swf",
        required = true,
        description = {
          "csv: username,source,cpu_us,at[,reporter,sequence].",
          "swf: the Standard Workload Format; job owners become user-N."
        })
    private Format format;

    @Option(names = "--any-age", description = "Take records of any age, not only recent ones.")
    private boolean anyAge;

    @Option(
        names = "--create-accounts",
        description = "Register unknown users, on the plan 'free'.")
    private boolean createAccounts;

    @Option(names = "--strict", description = "Charge nothing when any line is bad.")
    private boolean strict;
  }

  @Command(
      name = "import",
      description = {
        "Charge the usage that a file records. Can be stopped and run again: nothing is charged twice,",
        "and lines that were rejected are tried again.",
        "Lines without reporter and sequence are known by the file's content: put mended lines into a file of their own."
      },
      footer = {
        "  quartermaster usage import usage.csv --format csv --dry-run",
        "  quartermaster usage import log.swf.gz --format swf --any-age"
      },
      mixinStandardHelpOptions = true)
  int importFile(
      @Mixin Where where, @Mixin Output output, @Mixin Changing changing, @Mixin Reading reading) {
    long began = System.nanoTime();
    try (Session session = where.change();
        ImportProgress progress = new ImportProgress("usage")) {
      Result result = run(session, changing, reading, progress);
      double seconds = (System.nanoTime() - began) / 1e9;
      progress.finish();
      Complaining.print(result.complaints());
      output.print(
          json(result, seconds),
          out ->
              out.printf(
                  "%s%s: %,d accepted (%s s of CPU time), %s, %,d rejected; %.1f s%n",
                  changing.dryRun ? "would be, if none was charged before: " : "",
                  Count.of(result.records(), "record"),
                  result.accepted(),
                  Seconds.shown(result.cpu()),
                  Count.of(result.duplicates(), "duplicate"),
                  result.complaints().count(),
                  seconds));
      return result.complaints().count() > 0 ? ExitCode.BAD_INPUT : ExitCode.DONE;
    }
  }

  private static Result run(
      Session session, Changing changing, Reading reading, ImportProgress progress) {
    Configuration configuration = session.installation().configuration();
    UsageImport.Settings settings =
        new UsageImport.Settings(
            reading.format,
            Policies.charging(configuration, reading.anyAge),
            reading.createAccounts || reading.format == Format.SWF);
    if (reading.strict || changing.dryRun) {
      Result checked = new UsageImport(session.database(), reading.file, settings).check(progress);
      if (changing.dryRun) {
        return checked;
      } else if (checked.complaints().count() > 0) {
        return checked.withoutCharges();
      }
    }
    return new UsageImport(session.database(), reading.file, settings)
        .run(progress, () -> record(session, changing, reading.file));
  }

  /** Before the first line is charged: an import that is killed is on record, too. */
  private static void record(Session session, Changing changing, Path file) {
    session
        .database()
        .run(
            handle ->
                Audit.record(
                    handle, "usage import", file.getFileName().toString(), changing.reason));
  }

  private static ObjectNode json(Result result, double seconds) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("records", result.records());
    json.put("accepted", result.accepted());
    json.put("duplicates", result.duplicates());
    json.put("rejected", result.complaints().count());
    json.put("cpu_us", result.cpu().micros());
    json.put("seconds", seconds);
    Complaining.add(json, result.complaints());
    return json;
  }
}
