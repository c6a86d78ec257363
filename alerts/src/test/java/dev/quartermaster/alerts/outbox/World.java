package dev.quartermaster.alerts.outbox;

import static org.awaitility.Awaitility.await;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alerts;
import dev.quartermaster.alerts.alert.Deciding;
import dev.quartermaster.alerts.alert.Findings;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.channel.Page;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.outbox.Message.Event;
import dev.quartermaster.alerts.outbox.Message.Recipients;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.awaitility.core.ConditionFactory;

/** A database with its clock stopped, providers, and senders that look often. */
final class World implements AutoCloseable {

  static final Sender.Pace OFTEN =
      new Sender.Pace(Duration.ofMillis(20), Duration.ofMillis(200), Delivering.LONGEST_ANSWER);

  private static final Rate UNLIMITED = new Rate(100_000, Duration.ofSeconds(1));

  private final TestDatabase test;
  private final Map<String, Channel> channels = new ConcurrentHashMap<>();
  private final List<Sender> senders = new ArrayList<>();
  private final List<String> results = new CopyOnWriteArrayList<>();

  private World(TestDatabase test) {
    this.test = test;
    test.clockAt(Instant.parse("2024-05-03T09:00:00Z"));
  }

  static World of(Class<?> test) {
    return new World(TestDatabase.of(test));
  }

  Database database() {
    return test.database();
  }

  Provider provider(String name) {
    Provider provider = new Provider(name);
    channels.put(name, provider);
    return provider;
  }

  void isConfigured(Channel channel) {
    channels.put(channel.name(), channel);
  }

  void isNoLongerConfigured(String name) {
    channels.remove(name);
  }

  Sender sender(String who) {
    return sender(who, channel -> UNLIMITED, OFTEN);
  }

  Sender sender(String who, Function<String, Rate> rates, Sender.Pace pace) {
    Sender sender =
        Sender.start(
            new Dispatch.Ends(
                database(),
                () -> channels,
                (channel, result) -> results.add(channel + " " + result.word())),
            new Sender.Settings(who, rates),
            pace);
    senders.add(sender);
    return sender;
  }

  /** What the observers heard. */
  List<String> results() {
    return List.copyOf(results);
  }

  void passes(Duration time) {
    test.clockForward(time);
  }

  /** From now on the clock is the server's own. */
  void clockRuns() {
    test.clockRuns();
  }

  Instant now() {
    return database().transaction(DatabaseClock::now);
  }

  /** An open alert; its id. */
  long alert(String subject) {
    return database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        INSERT INTO alert (dedup_key, name, subject, state, severity, summary, details, labels,
                                           started_at, seen_at)
                        VALUES ('quartermaster/test/NodeDown/' || :subject, 'NodeDown', :subject, 'firing', 'critical',
                                'it is down', '{}', '{}', qm_now(), qm_now())
                        RETURNING id
                        """)
                    .bind("subject", subject)
                    .mapTo(Long.class)
                    .one());
  }

  /** Tells these of a change, as whoever changes the alert does; the page's id. */
  String tell(long alert, long seq, List<String> to, String... others) {
    Page page = page("alert-%d-%d".formatted(alert, seq), Page.Kind.FIRING);
    database()
        .run(
            handle -> {
              handle.execute("UPDATE alert SET seq = ? WHERE id = ?", seq, alert);
              Outbox.enqueue(
                  handle,
                  Message.of(new Event(alert, seq), page, new Recipients(to, List.of(others))));
            });
    return page.id();
  }

  String test(String id, String channel) {
    database()
        .run(
            handle ->
                Outbox.enqueue(
                    handle,
                    Message.test(
                        page(id, Page.Kind.TEST), List.of(channel), Duration.ofMinutes(10))));
    return id;
  }

  static Page page(String id, Page.Kind kind) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("silent for", "7 s");
    details.put("node", "hk-1");
    return new Page(
        id,
        kind,
        Instant.parse("2024-05-03T09:00:00Z"),
        new Page.Alert(
            "17",
            "quartermaster/test/NodeDown/hk-1",
            "NodeDown",
            "firing",
            Severity.CRITICAL,
            Instant.parse("2024-05-03T08:59:53.5Z"),
            new Page.Text(
                "Node hk-1 is down", details, Map.of("node", "hk-1"), Optional.empty(), Map.of())));
  }

  /** As {@code queued 2 status 500}: state, attempts, error. */
  String delivery(String channel, String pageId) {
    return database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT concat_ws(' ', state, attempts, error) FROM delivery
                         WHERE channel = :channel AND page_id = :page
                        """)
                    .bind("channel", channel)
                    .bind("page", pageId)
                    .mapTo(String.class)
                    .findOne()
                    .orElse("none"));
  }

  void awaitDelivery(String channel, String pageId, String expected) {
    patiently().until(() -> delivery(channel, pageId), expected::equals);
  }

  ChannelRecord channel(String name) {
    return database().transaction(ChannelRecords::all).stream()
        .filter(channel -> channel.name().equals(name))
        .findAny()
        .orElseThrow();
  }

  /** As its node finds what is wrong, and says again what providers forget. */
  void looks(Findings findings, Policy policy) {
    database().run(handle -> Deciding.decide(handle, findings, policy, DatabaseClock.now(handle)));
    Refreshing.refresh(database(), channels.values());
  }

  /** The alerts that are open. */
  List<Alert> open() {
    return database().transaction(Alerts::open);
  }

  static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
  }

  @Override
  public void close() {
    senders.forEach(Sender::close);
    test.close();
  }
}
