package dev.quartermaster.jobs.quartz;

import dev.quartermaster.db.Database;
import dev.quartermaster.jobs.run.Declarations;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds Quartz's tables to what is declared: looks at all of them at once, judges by {@link
 * Inspection}, has {@link Mending} do what is to be done, and puts it on record. One node of the
 * cluster at a time.
 */
final class Reconciler {

  /** Of a pause of everything, thousands are mended: the record has them all. */
  private static final int LOGGED = 20;

  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

  private final Database database;
  private final Mending mending;
  private final Suspects suspects = new Suspects();
  private volatile RepairObserver observer = RepairObserver.NONE;

  Reconciler(Database database, org.quartz.Scheduler quartz, String node) {
    this.database = database;
    this.mending = new Mending(database, quartz, node);
  }

  void tell(RepairObserver observer) {
    this.observer = observer;
  }

  /** Puts on record what is declared, and reconciles at once. */
  synchronized List<Repair> declare(Declared declared) {
    try (Turn turn = Turn.await(database)) {
      Set<String> expected =
          declared.isNewest() ? database.transaction(handle -> note(handle, declared)) : Set.of();
      return reconcile(turn, declared, expected);
    }
  }

  /** A look, and what follows from it; nothing while another node is at it. */
  synchronized List<Repair> look(Declared declared) {
    try (Turn turn = Turn.tryFor(database)) {
      return turn.isOurs() ? reconcile(turn, declared, Set.of()) : List.of();
    }
  }

  private static Set<String> note(Handle handle, Declared declared) {
    Set<String> changed = new HashSet<>(Declarations.declared(handle, declared.enabled().values()));
    changed.addAll(Declarations.dropped(handle, declared.enabled().keySet()));
    if (!changed.isEmpty()) {
      LOG.debug("Schedules declared, changed or no longer declared: {}.", changed.size());
    }
    return changed;
  }

  /**
   * One look, and what follows from it.
   *
   * @param expected schedules that were just declared otherwise: their triggers are not wrong
   */
  private List<Repair> reconcile(Turn turn, Declared declared, Set<String> expected) {
    database.run(Freezing::look);
    Look look = database.transaction(Looking::at);
    List<Finding> findings =
        suspects.certain(look.now(), Inspection.findings(declared, look, mending.isFiring()));
    List<Repair> repairs = new ArrayList<>();
    mending.mend(
        new Mending.Work(declared, look, findings),
        done -> {
          turn.hold();
          List<Repair> news =
              done.stream().filter(repair -> !expected.contains(repair.schedule())).toList();
          database.run(handle -> Repairs.record(handle, news));
          repairs.addAll(news);
        });
    return told(repairs);
  }

  private List<Repair> told(List<Repair> repairs) {
    repairs.stream().limit(LOGGED).forEach(Reconciler::log);
    if (repairs.size() > LOGGED) {
      LOG.warn("{} more triggers were mended; they are on record.", repairs.size() - LOGGED);
    }
    repairs.forEach(observer::mended);
    return repairs;
  }

  private static void log(Repair repair) {
    LOG.warn("'{}': {}; {}.", repair.schedule(), repair.found(), repair.did());
  }
}
