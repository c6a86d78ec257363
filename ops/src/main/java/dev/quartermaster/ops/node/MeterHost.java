package dev.quartermaster.ops.node;

import dev.quartermaster.db.Database;
import dev.quartermaster.ops.agent.Agent;
import dev.quartermaster.ops.agent.AgentSettings;
import dev.quartermaster.ops.agent.AgentSettings.Braking;
import dev.quartermaster.ops.agent.AgentSettings.Metering;
import dev.quartermaster.ops.agent.AgentSettings.Reporting;
import dev.quartermaster.ops.agent.api.Api;
import dev.quartermaster.ops.agent.meter.Host;
import dev.quartermaster.ops.agent.meter.Sources;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.config.Secret;
import dev.quartermaster.ops.token.Presented;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.ops.token.Tokens;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Username;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Meters the people of this very machine, and whoever runs it: an agent inside the process, with a
 * token of its own for as long as it runs. Users who have no account get one, on the plan free.
 */
public final class MeterHost implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MeterHost.class);

  /** How soon a new user of the machine gets an account. */
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** An address, and the certificate that is trusted there. */
  public record Place(URI address, Optional<Path> certificate) {}

  private static final String REASON = "--meter-host";
  private static final long NOBODY = 65_534;

  private final Database database;
  private final Path users;
  private final long self;
  private final Presented token;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "meter-host");
            thread.setDaemon(true);
            return thread;
          });
  private final Agent agent;

  private MeterHost(Database database, Place api, String reporter, Path directory)
      throws IOException {
    this.database = database;
    this.users = Files.createDirectories(directory).resolve("users");
    this.self = ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
    this.token =
        database.transaction(
            handle -> {
              // One that a killed process left behind.
              Tokens.revokeReporter(handle, reporter, REASON);
              Presented made =
                  Tokens.create(handle, Rights.reporting(reporter), Audit.person(), REASON);
              String target = "%s (reporter as %s)".formatted(made.id(), reporter);
              Audit.record(handle, "tokens create", target, REASON);
              return made;
            });
    register();
    Secret secret = new Secret(token.reveal());
    this.agent =
        Agent.start(
            new AgentSettings(
                new Api(api.address(), () -> secret, api.certificate()),
                new Reporting(
                    reporter,
                    AgentSettings.EVERY,
                    directory.resolve("agent"),
                    AgentSettings.SPOOL_BYTES),
                new Metering.Processes(Sources.DEFAULT, new Host(Host.THIS.proc(), users, 0)),
                new Braking.None()));
  }

  /**
   * Begins.
   *
   * @param api where this process answers, and what it shows for its name, if anything
   * @param reporter this host's name
   * @param directory for what it remembers
   */
  @SuppressWarnings("FutureReturnValueIgnored") // again() tells its own failures
  public static MeterHost start(Database database, Place api, String reporter, Path directory) {
    try {
      MeterHost host = new MeterHost(database, api, reporter, directory);
      host.timer.scheduleWithFixedDelay(
          host::again, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
      return host;
    } catch (IOException e) {
      throw new UncheckedIOException("--meter-host: cannot work with " + directory, e);
    }
  }

  private void again() {
    try {
      register();
    } catch (IOException | RuntimeException e) {
      LOG.warn("New users of this machine get no account: {}", e.getMessage());
    }
  }

  /** Writes down who is metered, and gives those an account who have none. */
  private void register() throws IOException {
    List<String> lines = new ArrayList<>();
    List<NewAccount> accounts = new ArrayList<>();
    for (String line : Files.readAllLines(Host.PASSWD)) {
      String[] fields = line.split(":", -1);
      if (fields.length >= 4 && fields[2].matches("\\d{1,10}") && isMetered(fields[2])) {
        lines.add(line);
        accounts.add(NewAccount.on(Plan.FREE, Username.of(fields[0])));
      }
    }
    Files.write(users, lines);
    database.run(handle -> Accounts.register(handle, accounts));
  }

  private boolean isMetered(String uid) {
    long number = Long.parseLong(uid);
    return number == self || (number >= Host.LEAST_UID && number != NOBODY);
  }

  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    agent.close();
    database.run(
        handle -> {
          if (Tokens.revoke(handle, token.id())) {
            Audit.record(handle, "tokens revoke", token.id(), REASON);
          }
        });
  }
}
