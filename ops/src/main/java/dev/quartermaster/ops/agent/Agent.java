package dev.quartermaster.ops.agent;

import dev.quartermaster.ops.agent.AgentSettings.Braking;
import dev.quartermaster.ops.agent.AgentSettings.Metering;
import dev.quartermaster.ops.agent.AgentSettings.Reporting;
import dev.quartermaster.ops.agent.api.Client;
import dev.quartermaster.ops.agent.api.FeedReader;
import dev.quartermaster.ops.agent.api.Patience;
import dev.quartermaster.ops.agent.api.Sender;
import dev.quartermaster.ops.agent.meter.CgroupMeter;
import dev.quartermaster.ops.agent.meter.Meter;
import dev.quartermaster.ops.agent.meter.ProcessMeter;
import dev.quartermaster.ops.agent.meter.Ticks;
import dev.quartermaster.ops.agent.spool.Disk;
import dev.quartermaster.ops.agent.spool.Spool;
import dev.quartermaster.ops.agent.tarpit.Tarpit;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An agent at work, until it is closed: it reads, reports, and follows the tarpit, each in a thread
 * of its own, so that an API that hangs holds up no reading.
 */
public final class Agent implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
  private static final Duration STOPPING = Duration.ofSeconds(5);

  private final MeterRound round;
  private final Spool spool;
  private final Client client;
  private final Optional<Tarpit> tarpit;
  private final Loud reading = new Loud(LOG, "Use cannot be read", System::nanoTime);
  private final List<Thread> threads = new ArrayList<>();
  private final ScheduledThreadPoolExecutor clockwork =
      new ScheduledThreadPoolExecutor(1, task -> daemon(task, "meter"));

  private Agent(AgentSettings settings, Meter meter, Spool spool) throws IOException {
    this.spool = spool;
    this.round = new MeterRound(meter, spool, InstantSource.system());
    this.client = new Client(settings.api());
    this.tarpit = tarpit(settings);
  }

  /**
   * Reads for the first time, and goes on. The API need not be there.
   *
   * @throws IllegalArgumentException when a setting does not fit this host, or the state directory
   *     cannot be used
   * @throws dev.quartermaster.ops.node.Refused when another agent has the state directory
   */
  @SuppressWarnings("FutureReturnValueIgnored") // turn() tells its own failures
  public static Agent start(AgentSettings settings) {
    Agent agent = open(settings);
    agent.turn();
    long every = settings.reporting().every().toMillis();
    agent.clockwork.scheduleWithFixedDelay(agent::turn, every, every, TimeUnit.MILLISECONDS);
    agent.begin(new Sender(agent.spool, agent.client, Patience.USUAL), "reports");
    agent.tarpit.ifPresent(
        listener -> agent.begin(new FeedReader(agent.client, listener, Patience.USUAL), "feed"));
    return agent;
  }

  /**
   * Reads once, reports what there is, and is done; nobody is slowed.
   *
   * @param most how long the API may take
   * @return how many reports still wait
   */
  public static int once(AgentSettings settings, Duration most)
      throws IOException, InterruptedException {
    Agent agent = open(settings);
    try {
      agent.round.read();
      agent.begin(new Sender(agent.spool, agent.client, Patience.USUAL), "reports");
      agent.spool.awaitEmpty(most);
      return agent.spool.waiting();
    } finally {
      agent.leave();
    }
  }

  private static Agent open(AgentSettings settings) {
    if (settings.api().isOpen()) {
      LOG.warn("The token goes to {} in clear: use https.", settings.api().url());
    }
    Reporting reporting = settings.reporting();
    try {
      Meter meter = meter(settings.metering());
      Spool spool =
          Spool.open(
              reporting.stateDirectory(),
              reporting.reporter(),
              reporting.spoolBytes(),
              Disk.REAL,
              InstantSource.system());
      try {
        return new Agent(settings, meter, spool);
      } catch (IOException | RuntimeException e) {
        spool.close();
        throw e;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--state-dir: cannot work with %s (%s): name a directory that this user can write"
              .formatted(reporting.stateDirectory(), e),
          e);
    }
  }

  private static Meter meter(Metering metering) throws IOException {
    if (metering instanceof Metering.Cgroups by) {
      return new CgroupMeter(Hierarchies.metered(by.host(), by.patterns()), by.sources());
    }
    return new ProcessMeter(metering.host(), metering.sources(), Ticks.perSecond());
  }

  private static Optional<Tarpit> tarpit(AgentSettings settings) throws IOException {
    var directory = settings.reporting().stateDirectory();
    if (settings.braking() instanceof Braking.Groups by) {
      return Optional.of(
          Tarpit.byGroups(
              by.knob(),
              Hierarchies.braked(settings.metering().host(), by.knob(), by.patterns()),
              directory));
    } else if (settings.braking() instanceof Braking.Command by) {
      return Optional.of(Tarpit.byCommand(by.argv(), directory));
    }
    return Optional.empty();
  }

  private void turn() {
    try {
      round.read();
      reading.well();
    } catch (IOException | RuntimeException e) {
      reading.fault(e.toString());
    }
    // New groups of somebody who is in the tarpit must be slowed too.
    tarpit.ifPresent(Tarpit::look);
  }

  private void begin(Runnable work, String name) {
    Thread thread = daemon(work, name);
    threads.add(thread);
    thread.start();
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, "agent-" + name);
    thread.setDaemon(true);
    return thread;
  }

  /** Reads and spools a last time; what is not sent by then is sent after the next start. */
  @Override
  public void close() throws IOException {
    clockwork.shutdown();
    try {
      clockwork.awaitTermination(STOPPING.toMillis(), TimeUnit.MILLISECONDS);
      turn();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    leave();
  }

  /** Stops without another reading. */
  private void leave() throws IOException {
    clockwork.shutdown();
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join(STOPPING.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tarpit.ifPresent(Tarpit::close);
    spool.close();
  }
}
