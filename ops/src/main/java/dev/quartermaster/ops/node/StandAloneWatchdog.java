package dev.quartermaster.ops.node;

import dev.quartermaster.alerts.outbox.Deliveries;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.alerts.watchdog.Watchdog;
import dev.quartermaster.jobs.kind.JobProviders;
import dev.quartermaster.jobs.watch.Sources;
import dev.quartermaster.jobs.watch.Watched;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.node.Installation.OpenDatabase;
import dev.quartermaster.ops.paging.Paging;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The watch without a node: it fires nothing and works on nothing, it only watches and pages. */
public final class StandAloneWatchdog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StandAloneWatchdog.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private StandAloneWatchdog(Installation installation, String who) {
    try {
      Configuration configuration = installation.configuration();
      JobProviders providers = closing(JobProviders.load(configuration.node().jobs()));
      InForce inForce = new InForce(configuration, given -> NodeJobs.of(given, providers));
      closing(Reloading.watch(installation, inForce));
      OpenDatabase database = closing(installation.open("qm-watch/" + who));
      List<Source> sources =
          Sources.of(
              new Watched(
                  inForce::schedules,
                  inForce::job,
                  configuration.node().maxClockSkew(),
                  installation.data()));
      Paging paging =
          closing(
              Paging.start(
                  closing(database.pool(Paging.CONNECTIONS)),
                  new Paging.Parts(
                      who,
                      Watchdog.Kind.WATCHDOG,
                      inForce::configuration,
                      () -> sources,
                      installation.spool()),
                  Deliveries.NONE));
      closing(Supervised.start(paging::silence));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts it; with the database gone it starts too, and pages for that. */
  public static StandAloneWatchdog start(Installation installation, String who) {
    return new StandAloneWatchdog(installation, who);
  }

  private <T extends AutoCloseable> T closing(T part) {
    open.push(part);
    return part;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      AutoCloseable part = open.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("While stopping: {}", e.toString());
      }
    }
  }
}
