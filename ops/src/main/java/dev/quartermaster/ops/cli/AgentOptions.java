package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.agent.AgentSettings;
import dev.quartermaster.ops.agent.AgentSettings.Metering;
import dev.quartermaster.ops.agent.AgentSettings.Reporting;
import dev.quartermaster.ops.agent.api.Api;
import dev.quartermaster.ops.agent.meter.CgroupPattern;
import dev.quartermaster.ops.agent.meter.Host;
import dev.quartermaster.ops.agent.meter.Sources;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the agent is told on its command line. */
final class AgentOptions {

  @Option(names = "--url", required = true, paramLabel = "URL", description = "Where the API is.")
  private URI url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Holds the reporter's token; QUARTERMASTER_AGENT_TOKEN when not given.")
  private @Nullable Path tokenFile;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Trust the certificates in this PEM file, and no others.")
  private @Nullable Path authority;

  @Option(
      names = "--reporter",
      paramLabel = "NAME",
      description = "Unique among all hosts; the host's name when not given.")
  private @Nullable String reporter;

  @Option(
      names = "--every",
      paramLabel = "DURATION",
      description = "How often to read; PT10S when not given.")
  private @Nullable String every;

  @Option(
      names = "--cgroups",
      paramLabel = "PATTERN",
      arity = "1..*",
      description =
          "Meter by cgroups v2: their path, with {username} or {uid}, and {source} if it tells one, such as"
              + " qm.slice/user-{username}.slice; from the hierarchy's mount when it does not begin with /.")
  private @Nullable List<String> cgroups;

  @Option(names = "--proc", description = "Meter by processes; so without --cgroups.")
  private boolean proc;

  @Option(
      names = "--source",
      paramLabel = "NAME|SEEN=NAME",
      description = "What to call the source: without {source} (console), or where SEEN stands.")
  private @Nullable List<String> sources;

  @Option(
      names = "--min-uid",
      paramLabel = "UID",
      description = "Users below it are the machine's own; 1000 when not given.")
  private @Nullable Long leastUid;

  @Option(
      names = "--uid-users",
      paramLabel = "FILE",
      description = "Users' names by number, as in /etc/passwd, which it is when not given.")
  private @Nullable Path uidUsers;

  @Option(
      names = "--state-dir",
      paramLabel = "DIR",
      description =
          "/var/lib/quartermaster-agent when not given, or ~/.quartermaster-agent when not root.")
  private @Nullable Path stateDirectory;

  @Option(
      names = "--spool-limit",
      paramLabel = "MB",
      description = "What reports that wait may take; 64 when not given.")
  private @Nullable Integer spoolMegabytes;

  @Mixin private SlowingOptions slowing;

  AgentSettings settings() {
    if (proc && cgroups != null) {
      throw new BadInput("--proc and --cgroups count the same time twice: give only one of them");
    }
    Metering metering = metering();
    return new AgentSettings(
        new Api(url, AgentToken.of(Optional.ofNullable(tokenFile)), Optional.ofNullable(authority)),
        reporting(),
        metering,
        slowing.braking(metering));
  }

  private Reporting reporting() {
    return new Reporting(
        reporter == null ? hostName() : reporter,
        every == null ? AgentSettings.EVERY : duration(every),
        stateDirectory == null ? usualDirectory() : stateDirectory,
        spoolMegabytes == null ? AgentSettings.SPOOL_BYTES : (long) spoolMegabytes << 20);
  }

  private Metering metering() {
    Host host =
        new Host(
            Host.THIS.proc(),
            uidUsers == null ? Host.PASSWD : uidUsers,
            leastUid == null ? Host.LEAST_UID : leastUid);
    if (!Files.isReadable(host.passwd())) {
      throw new BadInput("--uid-users: cannot read %s".formatted(host.passwd()));
    }
    Sources named = sources == null ? Sources.DEFAULT : Sources.of(sources);
    return cgroups == null
        ? new Metering.Processes(named, host)
        : new Metering.Cgroups(patterns(cgroups), named, host);
  }

  static List<CgroupPattern> patterns(List<String> texts) {
    return texts.stream().map(CgroupPattern::of).toList();
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException e) {
      throw new BadInput("--every '%s' is not a duration; write it like PT10S".formatted(text));
    }
  }

  private static Path usualDirectory() {
    return "root".equals(System.getProperty("user.name"))
        ? Path.of("/var/lib/quartermaster-agent")
        : Path.of(System.getProperty("user.home"), ".quartermaster-agent");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      throw new BadInput("this host does not know its name: give it one with --reporter NAME");
    }
  }
}
