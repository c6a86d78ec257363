package dev.quartermaster.ops.cli;

import dev.quartermaster.jobs.node.NodeIdentity;
import dev.quartermaster.ops.config.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a daemon that count more than its configuration. */
final class Listening {

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "8080 when not given; 0 takes any free one.")
  private @Nullable Integer port;

  @Option(
      names = "--name",
      paramLabel = "NODE",
      description = "The node's name; the host's when not given.")
  private @Nullable String name;

  Configuration over(Configuration configured) {
    if (port != null && (port < 0 || port > 65_535)) {
      throw new BadInput("--http-port is " + port + "; it goes from 0 to 65535");
    }
    Configuration.Node node = name == null ? configured.node() : configured.node().named(name);
    NodeIdentity.of(node.name());
    Configuration.Http http = configured.http();
    return configured.with(
        node,
        new Configuration.Http(
            http.host(), port == null ? http.port() : port, http.tls(), http.rateLimit()));
  }
}
