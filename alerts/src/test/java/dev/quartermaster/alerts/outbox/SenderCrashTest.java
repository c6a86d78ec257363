package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Findings;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.channel.Gate;
import dev.quartermaster.alerts.channel.PagerDutyIncidents.Incident;
import dev.quartermaster.alerts.channel.PagerDutyLookAlike;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.route.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One sender after another is killed, each at any point of what it does, while alerts begin and
 * end: every provider has each of them as one incident, from its beginning to its end.
 *
 * <p>{@code -Dtest.args=-Dcrash.kills=…} has more of them killed. A failure prints the seed that
 * {@code -Dcrash.seed=…} takes back; the processes follow it only roughly.
 */
class SenderCrashTest {

  private static final int KILLS = Integer.getInteger("crash.kills", 6);
  private static final int ALERTS = 30;
  private static final List<Gate.Moment> MOMENTS = List.of(Gate.Moment.values());
  private static final String NAME = "MonitorFailed";
  private static final List<String> PAGERS = List.of("pager-1", "pager-2");
  private static final Policy POLICY =
      new Policy(
          "test",
          List.of(new Route(Map.of(), PAGERS, Duration.ofHours(1), Duration.ofSeconds(1))),
          PAGERS);

  @TempDir private Path directory;
  private final long seed = Long.getLong("crash.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final List<PagerDutyLookAlike> pagers = new ArrayList<>();
  private final List<Gate> gates = new ArrayList<>();
  private final Deque<String> toCome = new ArrayDeque<>();
  private final List<Condition> wrong = new ArrayList<>();
  private final AtomicInteger killedInTheAct = new AtomicInteger();
  private World given;

  @BeforeEach
  void pagers_behind_gates() {
    given = World.of(SenderCrashTest.class);
    PAGERS.forEach(name -> pagers.add(PagerDutyLookAlike.start()));
    for (PagerDutyLookAlike pager : pagers) {
      Gate gate = Gate.shut();
      gate.open(pager.port());
      gates.add(gate);
    }
    for (int i = 1; i <= ALERTS; i++) {
      toCome.add("monitor-" + i);
    }
  }

  @AfterEach
  void close() {
    given.close();
    gates.forEach(Gate::close);
    pagers.forEach(PagerDutyLookAlike::close);
  }

  @Test
  void whenever_senders_are_killed_each_alert_is_one_incident_from_its_beginning_to_its_end()
      throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      oneIsKilledWhile(2 * ALERTS / KILLS);
      given.passes(DeliveryRows.LEASE);
    }
    PagerProcess.channels(ports()).values().forEach(given::isConfigured);
    given.sender("the last");
    settle();

    for (PagerDutyLookAlike pager : pagers) {
      assertThat(pager.incidents().stream().filter(Incident::isOpen).map(Incident::dedupKey))
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(
              wrong.stream().map(one -> one.cause().dedupKey("test")).toList());
    }
    assertThat(killedInTheAct.get()).as("seed %d", seed).isPositive();
    toCome.forEach(this::begins);
    settle();
    wrong.clear();
    settle();
    assertThat(toldTo("pager-1")).hasSize(ALERTS);
    for (int i = 0; i < pagers.size(); i++) {
      assertThat(pagers.get(i).incidents())
          .as("seed %d", seed)
          .noneMatch(Incident::isOpen)
          .extracting(Incident::dedupKey)
          .containsExactlyInAnyOrderElementsOf(toldTo(PAGERS.get(i)));
      assertThat(pagers.get(i).refusals()).isEmpty();
    }
  }

  /** The dedup keys of all alerts that were to be told there: some end before it is their turn. */
  private List<String> toldTo(String channel) {
    return given
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT DISTINCT dedup_key FROM delivery JOIN alert ON alert.id = alert_id
                         WHERE channel = :channel AND page ->> 'kind' = 'FIRING'
                        """)
                    .bind("channel", channel)
                    .mapTo(String.class)
                    .list());
  }

  private List<Integer> ports() {
    return gates.stream().map(Gate::port).toList();
  }

  /** In less than its lease, so that only its death lets another have what it has in hand. */
  private void oneIsKilledWhile(int changes) throws IOException, InterruptedException {
    Process sender = PagerProcess.start(given.database().settings(), directory, ports());
    try {
      AtomicInteger passed =
          killAt(sender, MOMENTS.get(random.nextInt(MOMENTS.size())), 1 + random.nextInt(12));
      for (int i = 0; i < changes; i++) {
        somethingChanges();
        given.passes(Duration.ofMillis(20_000 / changes));
        looks();
        World.patiently().until(() -> passed.get() > 0 || RandomOutboxTest.open(given) == 0);
        dies(sender, random.nextInt(200));
      }
      // Some have nothing in hand when they are killed, and some were killed long ago.
      if (!dies(sender, 1_000 + random.nextInt(500))) {
        sender.destroyForcibly();
      }
    } finally {
      sender.destroyForcibly().waitFor();
    }
  }

  private static boolean dies(Process sender, int millis) throws InterruptedException {
    return sender.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  /** At the so manieth of these moments; how many there were so far. */
  private AtomicInteger killAt(Process sender, Gate.Moment moment, int number) {
    AtomicInteger passed = new AtomicInteger();
    for (Gate gate : gates) {
      gate.watchedBy(
          now -> {
            if (now == moment && passed.incrementAndGet() == number) {
              sender.destroyForcibly().onExit().join();
              killedInTheAct.incrementAndGet();
            }
          });
    }
    return passed;
  }

  private void somethingChanges() {
    if (!toCome.isEmpty() && (wrong.isEmpty() || random.nextBoolean())) {
      begins(toCome.remove());
    } else if (!wrong.isEmpty()) {
      wrong.remove(random.nextInt(wrong.size()));
    }
  }

  private void begins(String subject) {
    wrong.add(
        new Condition(
            new Cause(NAME, subject),
            Severity.CRITICAL,
            given.now(),
            Duration.ZERO,
            new Condition.Text(subject + " has failed", Map.of(), Map.of(), Optional.empty())));
  }

  private void looks() {
    given.looks(new Findings(wrong, Set.of(NAME)), POLICY);
  }

  /** Until all is told. */
  private void settle() {
    for (int i = 0; i < 6; i++) {
      given.passes(Duration.ofSeconds(31));
      looks();
      World.patiently().until(() -> RandomOutboxTest.isQuiet(given, Set.copyOf(PAGERS)));
    }
    assertThat(RandomOutboxTest.open(given)).as("seed %d", seed).isZero();
  }
}
