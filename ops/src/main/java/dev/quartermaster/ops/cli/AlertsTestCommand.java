package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.outbox.Proof;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.paging.ConfiguredChannels;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "test",
    description = {
      "Send a marked test through every channel, or those named, and wait for the provider's answer.",
      "Exit code 1 when one of them did not take it."
    },
    footer = {
      "  quartermaster alerts test",
      "  quartermaster alerts test pager mail --reason \"new key\""
    },
    mixinStandardHelpOptions = true)
final class AlertsTestCommand implements Callable<Integer> {

  private static final int LONGEST = 1_000;

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Parameters(
      paramLabel = "CHANNEL",
      arity = "0..*",
      description = "A channel of the configuration; all of them when none is named.")
  private List<String> named = List.of();

  @Override
  public Integer call() {
    try (Session session = where.look()) {
      Configuration configuration = session.installation().configuration();
      List<Channel> channels = channels(ConfiguredChannels.of(configuration));
      List<Proof> proofs =
          changing.dryRun ? List.of() : prove(session.database(), channels, configuration.region());
      output.print(json(proofs), out -> print(out, channels, proofs));
      return proofs.stream().allMatch(Proof::ok) ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private List<Channel> channels(Map<String, Channel> all) {
    for (String name : named) {
      if (!all.containsKey(name)) {
        throw new BadInput(
            "there is no channel '%s'; configured are: %s"
                .formatted(Table.cut(name, 80), String.join(", ", all.keySet())));
      }
    }
    return all.values().stream()
        .filter(channel -> named.isEmpty() || named.contains(channel.name()))
        .toList();
  }

  private List<Proof> prove(Database database, List<Channel> channels, String region) {
    database.run(
        handle ->
            Audit.record(
                handle,
                "alerts test",
                String.join(" ", channels.stream().map(Channel::name).toList()),
                changing.reason));
    List<Proof> proofs = new ArrayList<>();
    for (Channel channel : channels) {
      Instant now = database.transaction(DatabaseClock::now);
      Proof proof = Proof.of(channel, now, region, Audit.person());
      database.run(proof::record);
      proofs.add(proof);
    }
    return proofs;
  }

  private static ObjectNode json(List<Proof> proofs) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode all = document.putArray("channels");
    for (Proof proof : proofs) {
      ObjectNode one =
          all.addObject()
              .put("name", proof.channel())
              .put("ok", proof.ok())
              .put("latency_ms", proof.latency().toMillis());
      one.put("error", proof.error().orElse(null));
    }
    return document;
  }

  private void print(PrintStream out, List<Channel> channels, List<Proof> proofs) {
    if (changing.dryRun) {
      channels.forEach(channel -> out.println("A test would be sent over " + channel.name()));
      return;
    }
    Table table = new Table("CHANNEL", "TEST", ">MS").giving(0);
    for (Proof proof : proofs) {
      table.row(
          proof.channel(),
          proof.ok() ? "taken" : "FAILED",
          Long.toString(proof.latency().toMillis()));
      proof.error().ifPresent(error -> table.say(Table.cut(error, LONGEST)));
    }
    table.print(out);
  }
}
