package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.importing.AccountImport;
import dev.quartermaster.ops.importing.AccountImport.Result;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "import",
    description = {
      "Register the accounts of a CSV file: username,plan[,allowance_s][,reset_at][,zone].",
      "Can be stopped and run again: accounts that are there are left as they are."
    },
    footer = {
      "  quartermaster accounts import accounts.csv --dry-run",
      "  quartermaster accounts import accounts.csv.gz --strict --reason \"go-live\""
    },
    mixinStandardHelpOptions = true)
final class AccountsImportCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Parameters(paramLabel = "FILE", description = "Plain, .gz or .zip.")
  private Path file;

  @Option(names = "--strict", description = "Register nothing when any line is bad.")
  private boolean strict;

  @Override
  public Integer call() {
    long began = System.nanoTime();
    try (Session session = where.change();
        ImportProgress progress = new ImportProgress("accounts")) {
      Result result = run(session, progress);
      double seconds = (System.nanoTime() - began) / 1e9;
      progress.finish();
      Complaining.print(result.complaints());
      output.print(
          json(result, seconds),
          out ->
              out.printf(
                  "%s%s: %s registered, %,d there already, %s rejected; %.1f s%n",
                  changing.dryRun ? "would be: " : "",
                  Count.of(result.records(), "line"),
                  Count.of(result.registered(), "account"),
                  result.existing(),
                  Count.of(result.complaints().count(), "line"),
                  seconds));
      return result.complaints().count() > 0 ? ExitCode.BAD_INPUT : ExitCode.DONE;
    }
  }

  private Result run(Session session, ImportProgress progress) {
    if (strict || changing.dryRun) {
      Result checked = new AccountImport(session.database(), file).check(progress);
      if (changing.dryRun) {
        return checked;
      } else if (checked.complaints().count() > 0) {
        return checked.withoutAccounts();
      }
    }
    return new AccountImport(session.database(), file)
        .run(
            progress,
            handle ->
                Audit.record(
                    handle, "accounts import", file.getFileName().toString(), changing.reason));
  }

  private static ObjectNode json(Result result, double seconds) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("records", result.records());
    json.put("registered", result.registered());
    json.put("existing", result.existing());
    json.put("rejected", result.complaints().count());
    json.put("seconds", seconds);
    Complaining.add(json, result.complaints());
    return json;
  }
}
