package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.quartermaster.alerts.alert.Silence;
import dev.quartermaster.alerts.alert.Silences;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.node.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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
    mixinStandardHelpOptions = true)
final class AlertsSilenceCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Option(names = "--for", paramLabel = "D", description = "How long, as PT2H; P31D at most.")
  private @Nullable String length;

  @Option(names = "--end", paramLabel = "N", description = "End silence N now, instead.")
  private @Nullable Long ended;

  @Parameters(paramLabel = "MATCH", arity = "0..*")
  private List<String> match = List.of();

  @Override
  public Integer call() {
    if (ended != null) {
      return end(ended);
    }
    Map<String, String> labels = labels();
    if (length == null) {
      throw new BadInput("--for is missing: a silence has an end; write --for PT2H");
    }
    if (changing.reason == null) {
      throw new BadInput(
          "--reason is missing: who finds the silence wants to know why; write --reason TEXT");
    }
    Duration time = GivenTime.length("--for", length, Duration.ofMinutes(1), Duration.ofDays(31));
    try (Session session = where.look()) {
      Silence silence =
          session
              .database()
              .transaction(handle -> changing.tried(handle, () -> begin(handle, labels, time)));
      output.print(
          JsonNodeFactory.instance
              .objectNode()
              .put("id", silence.id())
              .put("match", silence.matches())
              .put("ends_at", silence.ends().toString()),
          out ->
              out.printf(
                  "Silence %d: nobody is told of %s until %s. 'alerts silence --end %d' ends it.%n",
                  silence.id(), silence.matches(), When.absolute(silence.ends()), silence.id()));
    }
    return ExitCode.DONE;
  }

  private Map<String, String> labels() {
    if (match.isEmpty()) {
      throw new BadInput(
          "MATCH is missing: name what is to be silent, as schedule=cpu-reset or severity=warning");
    }
    Map<String, String> labels = new TreeMap<>();
    for (String one : match) {
      int equals = one.indexOf('=');
      if (equals < 1 || equals == one.length() - 1) {
        throw new BadInput(
            "'%s' is no label with a value; write schedule=cpu-reset".formatted(one));
      }
      labels.put(one.substring(0, equals), one.substring(equals + 1));
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

  private int end(long id) {
    try (Session session = where.look()) {
      session
          .database()
          .run(
              handle ->
                  changing.tried(
                      handle,
                      () -> {
                        if (!Silences.end(handle, id)) {
                          throw new Refused("no silence %d is in force".formatted(id));
                        }
                        Audit.record(
                            handle, "alerts silence --end", Long.toString(id), changing.reason);
                        return id;
                      }));
      output.print(
          JsonNodeFactory.instance.objectNode().put("id", id).put("ended", true),
          out -> out.printf("Silence %d is over.%n", id));
    }
    return ExitCode.DONE;
  }
}
