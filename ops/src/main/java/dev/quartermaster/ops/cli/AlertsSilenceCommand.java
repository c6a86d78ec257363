package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.alerts.alert.Alerts;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.alert.Silence;
import dev.quartermaster.alerts.alert.Silences;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.node.Installation;
import dev.quartermaster.ops.paging.Paging;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "silence",
    description = {
      "Have nobody told of some alerts for a while. They go on, and stay on record.",
      "MATCH is a label and its value, as schedule=cpu-reset, node=hk-1, alertname=NodeDown or"
          + " severity=warning; of several, all must match."
    },
    customSynopsis = {
      "quartermaster alerts silence MATCH... --for=D --reason=TEXT [--dry-run]",
      "                                    [--json] [--config=FILE] [--data-dir=DIR]",
      "   or: quartermaster alerts silence --end=N [--reason=TEXT] [--dry-run]",
      "                                    [--json] [--config=FILE] [--data-dir=DIR]"
    },
    footer = {
      "  quartermaster alerts silence schedule=backup --for PT2H --reason \"migration\"",
      "  quartermaster alerts silence node=hk-1 --for P1D --reason \"it moves\"",
      "  quartermaster alerts silence --end 3"
    },
    mixinStandardHelpOptions = true)
final class AlertsSilenceCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Option(names = "--for", paramLabel = "D", description = "How long, as PT2H; P31D at most.")
  private @Nullable String length;

  @Option(names = "--end", paramLabel = "N", description = "End silence N now, instead.")
  private @Nullable Long ended;

  @Parameters(
      paramLabel = "MATCH",
      arity = "0..*",
      description = "label=value; of several, all must match.")
  private List<String> match = List.of();

  private record Begun(Silence silence, long covers, List<String> strange) {}

  @Override
  public Integer call() {
    if (ended != null) {
      return end(ended);
    }
    refuseIncomplete();
    Map<String, String> labels = labels();
    Duration time =
        GivenTime.length(
            "--for", String.valueOf(length), Duration.ofMinutes(1), Duration.ofDays(31));
    try (Session session = where.look()) {
      Installation installation = session.installation();
      Policy policy = Paging.policy(installation.configurationOrDefaults());
      Begun begun =
          session
              .database()
              .transaction(
                  handle ->
                      changing.tried(
                          handle,
                          () -> {
                            Silence silence = begin(handle, labels, time);
                            return new Begun(
                                silence,
                                covers(handle, silence, policy),
                                strange(handle, installation, labels));
                          }));
      output.print(json(begun), out -> out.println(Table.wrapped(said(begun), 0)));
      begun.strange().forEach(what -> System.err.println("warning: " + what));
    }
    return ExitCode.DONE;
  }

  /** Tells all that is missing at once. */
  private void refuseIncomplete() {
    List<String> missing = new ArrayList<>();
    if (match.isEmpty()) {
      missing.add(
          "MATCH is missing: name what is to be silent, as schedule=cpu-reset or severity=warning");
    }
    if (length == null) {
      missing.add("--for is missing: a silence has an end; write --for PT2H");
    }
    if (changing.reason == null || changing.reason.isBlank()) {
      missing.add(
          "--reason is missing: who finds the silence wants to know why; write --reason TEXT");
    }
    if (!missing.isEmpty()) {
      throw new BadInput(String.join(System.lineSeparator(), missing));
    }
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    for (String one : match) {
      int equals = one.indexOf('=');
      if (equals < 1 || equals == one.length() - 1) {
        throw new BadInput(
            "'%s' is no label with a value; write schedule=cpu-reset".formatted(one));
      }
      String label = one.substring(0, equals);
      if (labels.put(label, one.substring(equals + 1)) != null) {
        throw new BadInput(
            "%s is named twice, and no alert has both; make a silence of each".formatted(label));
      }
    }
    return labels;
  }

  private Silence begin(Handle handle, Map<String, String> labels, Duration time) {
    Instant now = DatabaseClock.now(handle);
    Instant ends = now.plus(time);
    String why = String.valueOf(changing.reason);
    long id = Silences.begin(handle, labels, ends, Audit.person(), why);
    Silence silence = new Silence(id, labels, now, ends, Audit.person(), why);
    Audit.record(handle, "alerts silence", silence.matches(), why);
    return silence;
  }

  /** What no alert can have, as far as is known: of a broken configuration, nothing is. */
  private static List<String> strange(
      Handle handle, Installation installation, Map<String, String> labels) {
    return installation.invalid().isPresent()
        ? List.of()
        : KnownLabels.of(handle, installation.configuration()).strange(labels);
  }

  private static long covers(Handle handle, Silence silence, Policy policy) {
    return Alerts.open(handle).stream()
        .filter(alert -> silence.covers(policy.labels(alert.condition()), silence.begins()))
        .count();
  }

  private ObjectNode json(Begun begun) {
    Silence silence = begun.silence();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", changing.dryRun ? null : (Long) silence.id());
    json.put("match", silence.matches()).put("ends_at", silence.ends().toString());
    json.put("open_alerts", begun.covers());
    begun.strange().forEach(json.putArray("warnings")::add);
    return json;
  }

  private String said(Begun begun) {
    Silence silence = begun.silence();
    String covers = Count.of(begun.covers(), "alert is", "alerts are");
    String until =
        "%s until %s".formatted(silence.matches(), When.at(silence.ends(), silence.begins()));
    return changing.dryRun
        ? "Nobody would be told of %s; %s open that it covers.".formatted(until, covers)
        : "Silence %d: nobody is told of %s; %s open that it covers. 'alerts silence --end %d' ends it."
            .formatted(silence.id(), until, covers, silence.id());
  }

  private int end(long id) {
    if (!match.isEmpty() || length != null) {
      throw new BadInput("--end ends a silence by its number: leave MATCH and --for out");
    }
    try (Session session = where.look()) {
      session.database().run(handle -> changing.tried(handle, () -> end(handle, id)));
      output.print(
          JsonNodeFactory.instance.objectNode().put("id", id).put("ended", !changing.dryRun),
          out -> out.printf("Silence %d %s over.%n", id, changing.dryRun ? "would be" : "is"));
    }
    return ExitCode.DONE;
  }

  private long end(Handle handle, long id) {
    if (!Silences.end(handle, id)) {
      String others =
          Silences.current(handle).stream()
              .map(silence -> Long.toString(silence.id()))
              .collect(Collectors.joining(", "));
      throw new BadInput(
          "no silence %d is in force; in force are: %s"
              .formatted(id, others.isEmpty() ? "none" : others));
    }
    Audit.record(handle, "alerts silence --end", Long.toString(id), changing.reason);
    return id;
  }
}
