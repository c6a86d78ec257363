package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.quota.usage.Reporters;
import dev.quartermaster.quota.usage.Reporters.Missing;
import dev.quartermaster.quota.usage.Reporters.Reporter;
import dev.quartermaster.quota.usage.Reporters.Told;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "reporters",
    description = {
      "Who reports usage, when last, and what is missing of it for as long as late records are taken.",
      "Names that begin with 'file-' are files that were imported; they have no gaps."
    },
    footer = {"  quartermaster usage reporters", "  quartermaster usage reporters --json"},
    mixinStandardHelpOptions = true)
final class UsageReportersCommand implements Callable<Integer> {

  private static final int RANGES_SHOWN = 3;

  @Mixin private Where where;
  @Mixin private Output output;

  /** All that is known of them. */
  private record Picture(
      Instant now,
      List<Reporter> reporters,
      Map<String, List<Missing>> missing,
      Map<String, List<Told>> told) {

    static Picture read(Handle handle, Duration within) {
      return new Picture(
          DatabaseClock.now(handle),
          Reporters.all(handle),
          Reporters.missing(handle, within).stream()
              .collect(Collectors.groupingBy(Missing::reporter)),
          Reporters.told(handle, within).stream().collect(Collectors.groupingBy(Told::reporter)));
    }

    List<Missing> missingOf(Reporter reporter) {
      return missing.getOrDefault(reporter.name(), List.of());
    }

    List<Told> toldBy(Reporter reporter) {
      return told.getOrDefault(reporter.name(), List.of());
    }
  }

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      Duration within = session.installation().configuration().quota().lateRecords();
      Picture picture = session.database().transaction(handle -> Picture.read(handle, within));
      output.print(json(picture), out -> print(out, picture));
    }
    return ExitCode.DONE;
  }

  private static ObjectNode json(Picture picture) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode all = document.putArray("reporters");
    for (Reporter reporter : picture.reporters()) {
      ObjectNode json = all.addObject();
      json.put("reporter", reporter.name());
      json.put("is_file", reporter.isFile());
      json.put("last_report_at", reporter.lastReport().toString());
      json.put("highest_sequence", reporter.highest());
      ArrayNode missing = json.putArray("missing");
      picture
          .missingOf(reporter)
          .forEach(gap -> missing.addObject().put("from", gap.from()).put("to", gap.to()));
      ArrayNode told = json.putArray("told");
      picture
          .toldBy(reporter)
          .forEach(
              gap ->
                  told.addObject()
                      .put("from", gap.from().toString())
                      .put("until", gap.until().toString())
                      .put("reason", gap.reason())
                      .put("told_at", gap.at().toString()));
    }
    return document;
  }

  private static void print(PrintStream out, Picture picture) {
    Table table = new Table("REPORTER", "LAST REPORT", ">HIGHEST", "MISSING").giving(0, 3);
    for (Reporter reporter : picture.reporters()) {
      table.row(
          reporter.name(),
          When.relative(reporter.lastReport(), picture.now()),
          "%,d".formatted(reporter.highest()),
          reporter.isFile() ? "(a file)" : ranges(picture.missingOf(reporter)));
    }
    table.print(out);
    picture.reporters().forEach(reporter -> tell(out, picture.toldBy(reporter)));
  }

  private static String ranges(List<Missing> missing) {
    String first =
        missing.stream()
            .limit(RANGES_SHOWN)
            .map(gap -> gap.from() == gap.to() ? "" + gap.from() : gap.from() + "-" + gap.to())
            .collect(Collectors.joining(", "));
    int more = missing.size() - RANGES_SHOWN;
    return missing.isEmpty() ? "-" : more > 0 ? first + " and " + more + " more" : first;
  }

  private static void tell(PrintStream out, List<Told> told) {
    told.forEach(
        gap ->
            out.printf(
                "%s could not report from %s to %s:%n  %s%n",
                gap.reporter(),
                When.absolute(gap.from()),
                When.absolute(gap.until()),
                gap.reason()));
  }
}
