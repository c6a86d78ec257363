package dev.quartermaster.ops.incident;

import dev.quartermaster.db.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Two housekeeping nodes on one database, that page to one phone. */
final class Cluster {

  static final List<String> NAMES = List.of("hk-1", "hk-2");

  /** Only what must be so: in the compressed night a minute is most of a day. */
  private static final String CONFIGURATION =
      """
      database: {url: "%s", user: "%s", password-file: "%s", schema: "%s"}
      http: {host: 127.0.0.1, port: 0, rate-limit: 0}
      channels: {phone: {type: webhook, url: "%s"}}
      routes: [{channels: [phone]}]
      schedules:
        cpu-reset: {every: PT1S, start-within: PT5S}
        plan-changes: {every: PT1S, start-within: PT5S}
        usage-rollup: {every: PT5S}
      """;

  private final Stage stage;
  private final Path configuration;
  private List<HousekeepingNode> nodes = List.of();
  private volatile List<URI> addresses = List.of();

  Cluster(Stage stage, DatabaseSettings database, URI phone) {
    this.stage = stage;
    this.configuration = stage.directory().resolve("quartermaster.yaml");
    try {
      Files.writeString(
          configuration,
          CONFIGURATION.formatted(
              database.url(),
              database.login().user(),
              stage.passwordFile(),
              database.schema(),
              phone));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void start() {
    nodes = NAMES.stream().map(name -> HousekeepingNode.start(stage, configuration, name)).toList();
  }

  void awaitReady() {
    addresses = nodes.stream().map(HousekeepingNode::awaitReady).toList();
  }

  /** Where to ask, one after the other; while they are down, where they were. */
  URI address(int nth) {
    return addresses.get(nth % addresses.size());
  }

  /** kill -9, both. */
  void kill() {
    nodes.forEach(HousekeepingNode::kill);
  }
}
