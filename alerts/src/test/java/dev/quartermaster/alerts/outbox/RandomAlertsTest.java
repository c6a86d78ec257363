package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alert.Acknowledgement;
import dev.quartermaster.alerts.alert.Deciding;
import dev.quartermaster.alerts.alert.Findings;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.alert.Silences;
import dev.quartermaster.alerts.route.Route;
import dev.quartermaster.db.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/**
 * Troubles, people, channels and senders at random, from what is found to what providers hear: I7
 * holds.
 *
 * <p>A failure prints the seed that {@code -Dtest.args=-Dalerts.seed=…} takes back; the threads of
 * the senders follow it only roughly.
 */
class RandomAlertsTest {

  private static final int STEPS = Integer.getInteger("alerts.steps", 300);
  private static final List<String> SUBJECTS = List.of("cpu-reset", "backup", "hk-1");
  private static final Policy POLICY =
      new Policy(
          "test",
          List.of(
              new Route(
                  Map.of("severity", "critical"),
                  List.of("pager", "mail"),
                  Duration.ofHours(1),
                  Duration.ofMinutes(10)),
              new Route(
                  Map.of("severity", "warning"),
                  List.of("chat", "hook"),
                  Duration.ofHours(1),
                  Duration.ofMinutes(5))),
          RandomOutboxTest.NAMES);

  private final long seed = Long.getLong("alerts.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Troubles troubles = new Troubles(random);
  private final AlertOracle oracle = new AlertOracle("seed " + seed);
  private final Map<String, Provider> providers = new LinkedHashMap<>();
  private final Set<String> removed = new HashSet<>();
  private final List<CountDownLatch> hanging = new ArrayList<>();
  private final Deque<Sender> senders = new ArrayDeque<>();

  @Test
  void whatever_happens_who_should_hear_of_an_alert_does_or_visibly_does_not_and_nobody_else() {
    try (World given = World.of(RandomAlertsTest.class)) {
      RandomOutboxTest.NAMES.forEach(name -> providers.put(name, given.provider(name)));
      senders.add(given.sender("hk-1"));
      senders.add(given.sender("hk-2"));
      try {
        // By some seeds little happens at first.
        for (int step = 0; step < STEPS || (oracle.owesNothing() && step < 10 * STEPS); step++) {
          step(given);
          look(given);
        }
        settle(given);

        oracle.settled(providers.values(), given);
      } finally {
        hanging.forEach(CountDownLatch::countDown);
      }
    }
  }

  private void step(World given) {
    switch (random.nextInt(16)) {
      case 0, 1, 2, 3 -> troubles.comeOrGo(given.now());
      case 4 -> troubles.getWorseOrBetter();
      case 5 -> troubles.hideOrShow();
      case 6 -> somebodySilences(given);
      case 7 -> somebodyActs(given);
      case 8, 9 -> aProviderChanges();
      case 10 -> aChannelComesOrGoes(given);
      case 11 -> aSenderDies(given);
      case 12 -> given.passes(Duration.ofSeconds(random.nextInt(1_200)));
      case 13 -> given.passes(Duration.ofSeconds(random.nextInt(90)));
      default -> given.passes(Duration.ofMillis(random.nextInt(20_000)));
    }
  }

  /** Every two seconds; who decides may die of it, before it is committed. */
  private void look(World given) {
    given.passes(Duration.ofSeconds(2));
    Findings findings = troubles.found();
    if (random.nextInt(10) == 0) {
      assertThatThrownBy(() -> decideAndDie(given, findings)).hasMessage("killed");
    }
    List<Alert> before = given.open();
    given.database().run(handle -> decide(handle, findings));
    oracle.looked(findings, before, given);
  }

  /** One that a sender has in hand at that moment would be for the next look: it is waited for. */
  private static void decide(Handle handle, Findings findings) {
    handle.execute("SELECT id FROM alert ORDER BY id FOR NO KEY UPDATE");
    Deciding.decide(handle, findings, POLICY, DatabaseClock.now(handle));
  }

  private static void decideAndDie(World given, Findings findings) {
    given
        .database()
        .run(
            handle -> {
              decide(handle, findings);
              throw new IllegalStateException("killed");
            });
  }

  private void somebodySilences(World given) {
    String subject = SUBJECTS.get(random.nextInt(SUBJECTS.size()));
    Instant until = given.now().plusSeconds(1 + random.nextInt(1_200));
    given
        .database()
        .run(
            handle ->
                Silences.begin(handle, Map.of("schedule", subject), until, "ann", "moving house"));
    oracle.isSilenced(subject, until);
  }

  private void somebodyActs(World given) {
    List<Alert> open = given.open();
    if (open.isEmpty()) {
      return;
    }
    long id = open.get(random.nextInt(open.size())).id();
    Instant now = given.now();
    Acknowledgement ann = new Acknowledgement("ann", now.plusSeconds(random.nextInt(3_600)));
    boolean takesItOn = random.nextBoolean();
    given
        .database()
        .transaction(
            handle ->
                takesItOn
                    ? Deciding.acknowledge(handle, POLICY, id, ann, now)
                    : Deciding.resolve(handle, POLICY, id, "ann", now));
  }

  private void aProviderChanges() {
    Provider provider = any();
    switch (random.nextInt(5)) {
      case 0 -> provider.fails();
      case 1 -> provider.refuses();
      case 2 -> {
        CountDownLatch latch = new CountDownLatch(1);
        hanging.add(latch);
        provider.hangsUntil(latch);
      }
      default -> provider.isWell();
    }
  }

  private Provider any() {
    return List.copyOf(providers.values()).get(random.nextInt(providers.size()));
  }

  private void aChannelComesOrGoes(World given) {
    Provider provider = any();
    if (removed.remove(provider.name())) {
      given.isConfigured(provider);
    } else if (removed.size() < 2) {
      removed.add(provider.name());
      given.isNoLongerConfigured(provider.name());
    }
  }

  /** With pages in hand that it never sends; or it goes in order, and another comes. */
  private void aSenderDies(World given) {
    if (random.nextInt(4) > 0) {
      given.database().run(handle -> DeliveryRows.claim(handle, "dead", any().name(), 3));
      return;
    }
    letGo();
    senders.remove().close();
    senders.add(given.sender("hk-" + random.nextInt(1_000)));
  }

  private void letGo() {
    hanging.forEach(CountDownLatch::countDown);
    hanging.clear();
  }

  /** Nothing is wrong any more; all but one channel work, and what waits for that one expires. */
  private void settle(World given) {
    letGo();
    providers.values().forEach(given::isConfigured);
    providers.values().forEach(Provider::isWell);
    any().fails();
    troubles.end();
    given.passes(Duration.ofMinutes(16));
    look(given);
    for (int i = 0; i < 12; i++) {
      given.passes(Backoff.LONGEST.plus(DeliveryRows.LEASE));
      World.patiently().until(() -> RandomOutboxTest.isQuiet(given));
    }
    while (RandomOutboxTest.open(given) > 0) {
      given.passes(Message.WORTH_FOR);
      World.patiently().until(() -> RandomOutboxTest.isQuiet(given));
    }
  }
}
