package dev.quartermaster.ops.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.config.Configuration.Webhook;
import dev.quartermaster.ops.config.Secret;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.NewAccount;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/** Accounts that use CPU, on a stopped clock, and nodes that post their warnings. */
final class Platform implements AutoCloseable {

  static final Instant NOON = Instant.parse("2024-05-03T12:00:00Z");
  static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  private static final Pace QUICK =
      new Pace(
          Duration.ofMillis(100),
          Duration.ofMillis(50),
          Duration.ofMillis(700),
          Duration.ofMillis(50),
          Duration.ofSeconds(3));

  private static final AtomicLong SEQUENCE = new AtomicLong();

  private final TestDatabase test;
  private final List<QuotaWebhook> nodes = new ArrayList<>();
  private final List<Result> counted = new CopyOnWriteArrayList<>();
  private final Logger log = (Logger) LoggerFactory.getLogger(QuotaWebhook.class.getPackageName());
  private final ListAppender<ILoggingEvent> told = new ListAppender<>();

  Platform(Class<?> of) {
    this.test = TestDatabase.of(of);
    test.clockAt(NOON);
    told.list = Collections.synchronizedList(new ArrayList<>());
    told.start();
    log.addAppender(told);
  }

  TestDatabase test() {
    return test;
  }

  QuotaWebhook node(String url) {
    return node(url, SECRET);
  }

  /** A node that posts; it has looked for its turn when this returns. */
  QuotaWebhook node(String url, String secrets) {
    QuotaWebhook node =
        QuotaWebhook.start(
            test.database(),
            new QuotaWebhook.Settings("us", new Webhook(new Secret(url), new Secret(secrets))),
            counted::add,
            QUICK);
    nodes.add(node);
    await().until(this::isHeld);
    return node;
  }

  /** Whether it is some node's turn. */
  boolean isHeld() {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT EXISTS (SELECT FROM feed_reader WHERE held_until > qm_now())")
                    .mapTo(Boolean.class)
                    .one());
  }

  /** Uses some of the 100 s that it may; registers it first when it is new. */
  Platform used(String name, long seconds) {
    Username user = Username.of(name);
    NewAccount account =
        new NewAccount(
            user,
            "free",
            Optional.empty(),
            Optional.of(Instant.parse("2024-05-04T00:00:00Z")),
            ZoneOffset.UTC);
    Instant now =
        test.database()
            .transaction(
                handle -> {
                  Accounts.register(handle, List.of(account));
                  return handle.createQuery("SELECT qm_now()").mapTo(Instant.class).one();
                });
    new Charges(test.database(), ChargePolicy.DEFAULT)
        .charge(
            new UsageReport(
                "host-1",
                SEQUENCE.incrementAndGet(),
                List.of(new UsageRecord(user, "console", CpuTime.ofSeconds(seconds), now))));
    return this;
  }

  long counted(Result result) {
    return counted.stream().filter(result::equals).count();
  }

  /** What was logged as an error. */
  List<String> errors() {
    return List.copyOf(told.list).stream()
        .filter(event -> event.getLevel() == Level.ERROR)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Override
  public void close() {
    nodes.forEach(QuotaWebhook::close);
    test.close();
    log.detachAppender(told);
    assertThat(List.copyOf(told.list))
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(line -> line.contains(Mailer.PATH))
        .noneMatch(line -> line.contains("127.0.0.1"))
        .noneMatch(line -> line.contains("whsec_"))
        .noneMatch(line -> line.contains(SECRET.substring(6)));
  }
}
