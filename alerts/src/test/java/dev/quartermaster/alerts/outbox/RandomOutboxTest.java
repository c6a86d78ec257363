package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Channels that come and go, senders that die, and a clock that leaps: every page is taken at least
 * once by its channel, or is visibly undelivered or told elsewhere; and in order.
 *
 * <p>A failure prints the seed that {@code -Dtest.args=-Doutbox.seed=…} takes back; the threads of
 * the senders follow it only roughly.
 */
class RandomOutboxTest {

  private static final int STEPS = Integer.getInteger("outbox.steps", 400);
  static final List<String> NAMES = List.of("pager", "hook", "mail", "chat");

  /** A page and whom it was meant for. */
  private record Told(long alert, String page, String channel, List<String> others) {}

  private final long seed = Long.getLong("outbox.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final Map<String, Provider> providers = new LinkedHashMap<>();
  private final Map<Long, Long> seqs = new LinkedHashMap<>();
  private final List<Told> told = new ArrayList<>();
  private final Deque<Sender> senders = new ArrayDeque<>();

  @Test
  void whatever_happens_every_page_is_taken_or_visibly_is_not_and_each_channel_hears_in_order() {
    try (World given = World.of(RandomOutboxTest.class)) {
      NAMES.forEach(name -> providers.put(name, given.provider(name)));
      for (int i = 0; i < 8; i++) {
        seqs.put(given.alert("node " + i), 0L);
      }
      senders.add(given.sender("hk-1"));
      senders.add(given.sender("hk-2"));

      for (int step = 0; step < STEPS; step++) {
        step(given);
      }
      settle(given);

      assertThat(open(given)).as("seed %d", seed).isZero();
      told.forEach(one -> check(given, one));
      providers.values().forEach(this::checkOrder);
    }
  }

  private void step(World given) {
    switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> tell(given);
      case 4 -> anyProvider().fails();
      case 5 -> anyProvider().refuses();
      case 6 -> anyProvider().isWell();
      case 7 -> given.passes(Duration.ofMillis(random.nextInt(40_000)));
      case 8 -> given.passes(Duration.ofMillis(random.nextInt(2_000)));
      default -> someoneDies(given);
    }
  }

  private Provider anyProvider() {
    return providers.get(NAMES.get(random.nextInt(NAMES.size())));
  }

  private void tell(World given) {
    List<Long> alerts = List.copyOf(seqs.keySet());
    long alert = alerts.get(random.nextInt(alerts.size()));
    long seq = seqs.merge(alert, 1L, Long::sum);
    List<String> names = new ArrayList<>(NAMES);
    Collections.shuffle(names, random);
    int now = 1 + random.nextInt(2);
    List<String> channels = List.copyOf(names.subList(0, now));
    List<String> others = List.copyOf(names.subList(now, now + random.nextInt(3)));
    String page = given.tell(alert, seq, channels, others.toArray(String[]::new));
    channels.forEach(channel -> told.add(new Told(alert, page, channel, others)));
  }

  /** With pages in hand that it never sends. */
  private void someoneDies(World given) {
    String channel = NAMES.get(random.nextInt(NAMES.size()));
    given.database().run(handle -> DeliveryRows.claim(handle, "dead", channel, 3));
  }

  /** All but one channel come back; what waits for that one expires in the end. */
  private void settle(World given) {
    providers.values().forEach(Provider::isWell);
    anyProvider().fails();
    for (int i = 0; i < 12; i++) {
      given.passes(Backoff.LONGEST.plus(DeliveryRows.LEASE));
      World.patiently().until(() -> isQuiet(given));
    }
    while (open(given) > 0) {
      given.passes(Message.WORTH_FOR);
      World.patiently().until(() -> isQuiet(given));
    }
  }

  static boolean isQuiet(World given) {
    return isQuiet(given, Set.copyOf(NAMES));
  }

  /** Nothing is left that a sender could do now, on these channels. */
  static boolean isQuiet(World given, Set<String> names) {
    return given
        .database()
        .transaction(
            handle ->
                DeliveryRows.due(handle, names).isEmpty()
                    && handle
                        .createQuery(
                            """
                            SELECT NOT EXISTS (SELECT FROM delivery
                                                WHERE state = 'sending' OR state = 'queued' AND expires_at <= qm_now()
                                                   OR state IN ('dead', 'expired') AND NOT passed_on AND others <> '{}')
                            """)
                        .mapTo(Boolean.class)
                        .one());
  }

  static int open(World given) {
    return given
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT count(*) FROM delivery WHERE state IN ('queued', 'sending')")
                    .mapTo(Integer.class)
                    .one());
  }

  private void check(World given, Told one) {
    String state = given.delivery(one.channel(), one.page());
    if (state.startsWith("accepted")) {
      assertThat(providers.get(one.channel()).taken()).as(words(one)).contains(one.page());
      return;
    }
    assertThat(state).as(words(one)).matches("(dead|expired) .*");
    boolean visible =
        given.database().transaction(Outbox::undelivered).stream()
            .anyMatch(
                undelivered ->
                    undelivered.channel().equals(one.channel())
                        && undelivered.pageId().equals(one.page()));
    boolean elsewhere = others(given, one).stream().anyMatch(other -> hasHeard(other, one));
    assertThat(visible || elsewhere).as(words(one)).isTrue();
  }

  /** As they are in the end: it may have come to stand in for an earlier page, too. */
  private static List<String> others(World given, Told one) {
    List<String> others =
        given
            .database()
            .transaction(
                handle ->
                    handle
                        .createQuery(
                            "SELECT unnest(others) FROM delivery WHERE channel = :channel AND page_id = :page")
                        .bind("channel", one.channel())
                        .bind("page", one.page())
                        .mapTo(String.class)
                        .list());
    assertThat(others).containsAll(one.others());
    return others;
  }

  private boolean hasHeard(String channel, Told one) {
    return providers.get(channel).taken().stream()
        .anyMatch(page -> isOf(one.alert(), page) && seq(page) >= seq(one.page()));
  }

  private void checkOrder(Provider provider) {
    for (long alert : seqs.keySet()) {
      Stream<String> pages = provider.taken().stream().filter(page -> isOf(alert, page));
      assertThat(pages.map(RandomOutboxTest::seq))
          .as("seed %d: alert %d on %s", seed, alert, provider.name())
          .isSorted();
    }
  }

  private static boolean isOf(long alert, String page) {
    return page.startsWith("alert-" + alert + "-");
  }

  private static int seq(String page) {
    return Integer.parseInt(page.substring(page.lastIndexOf('-') + 1));
  }

  private String words(Told one) {
    return "seed %d: %s".formatted(seed, one);
  }
}
