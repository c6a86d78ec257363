package dev.quartermaster.ops.agent.api;

import static dev.quartermaster.ops.agent.FakeApi.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quartermaster.ops.agent.FakeApi;
import dev.quartermaster.ops.agent.meter.Readings;
import dev.quartermaster.ops.agent.spool.Disk;
import dev.quartermaster.ops.agent.spool.Spool;
import dev.quartermaster.ops.agent.spool.Use;
import dev.quartermaster.ops.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SenderTest {

  private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
  private static final Patience SHORT = new Patience(Duration.ofMillis(5), Duration.ofMillis(20));

  @TempDir Path directory;
  private Spool spool;
  private FakeApi api;
  private Thread sender;
  private int readings;

  @BeforeEach
  void open() throws IOException {
    spool = Spool.open(directory, "host-1", 1 << 20, Disk.REAL, InstantSource.fixed(AT));
    api = FakeApi.start();
  }

  @AfterEach
  void close() throws Exception {
    if (sender != null) {
      sender.interrupt();
      sender.join();
    }
    api.close();
    spool.close();
  }

  @Test
  void a_report_has_the_form_that_the_api_takes() throws Exception {
    append(1_200);

    sendAll(api.api());

    JsonNode report = api.reports().get(0);
    assertThat(report.toString())
        .isEqualTo(
            "{\"reporter\":\"host-1\",\"sequence\":%d,\"records\":[{\"username\":\"ada\",\"source\":\"console\",\"cpu_us\":1200,\"at\":\"2026-11-21T10:00:00Z\"}]}"
                .formatted(AT.toEpochMilli() * 1_000 + 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 401, 403, 404, 301})
  void what_is_not_taken_for_good_is_sent_again(int status) throws Exception {
    append(7);
    api.next(status(status)).next(status(status));

    sendAll(api.api());

    assertThat(api.charged("ada", "console")).isEqualTo(7);
    assertThat(api.asked()).isEqualTo(3);
  }

  @Test
  void an_answer_that_was_lost_does_not_charge_twice() throws Exception {
    append(7);
    append(80);
    api.nextAnswer(context -> context.res().setContentLength(5_000_000)).nextAnswer(status(504));

    sendAll(api.api(), Duration.ofMillis(500));

    assertThat(api.charged("ada", "console")).isEqualTo(87);
    assertThat(api.reports()).hasSize(2);
    assertThat(api.asked()).isEqualTo(4);
  }

  @Test
  void an_api_that_hangs_is_given_up_and_asked_again() throws Exception {
    append(7);
    CountDownLatch done = new CountDownLatch(1);
    api.nextAnswer(
        context -> {
          try {
            done.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Client client = new Client(api.api(), Duration.ofMillis(200));
    sender = new Thread(new Sender(spool, client, SHORT));
    sender.start();
    await().until(() -> api.asked() > 1);
    done.countDown();

    assertThat(spool.awaitEmpty(Duration.ofSeconds(10))).isTrue();
    assertThat(api.charged("ada", "console")).isEqualTo(7);
  }

  @Test
  void an_api_that_is_down_gets_everything_in_order_when_it_is_back() throws Exception {
    api.close();
    append(1);
    append(2);
    start(api.api());
    await().until(() -> sender.isAlive());

    api = api.again();

    assertThat(spool.awaitEmpty(Duration.ofSeconds(10))).isTrue();
    assertThat(api.reports())
        .extracting(report -> report.get("records").get(0).get("cpu_us").asLong())
        .containsExactly(1L, 2L);
  }

  @Test
  void the_api_is_left_alone_for_as_long_as_it_asks() throws Exception {
    append(7);
    api.next(status(503, "Retry-After", "1"));

    sendAll(api.api());

    assertThat(api.shortestPause()).isGreaterThanOrEqualTo(990);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413})
  void a_report_that_is_refused_is_put_aside_and_the_next_goes_on(int status) throws Exception {
    append(7);
    append(80);
    api.next(status(status));

    sendAll(api.api());

    assertThat(api.charged("ada", "console")).isEqualTo(80);
    try (Stream<Path> files = Files.list(directory.resolve("refused"))) {
      assertThat(files.sorted().toList().get(1)).hasContent(status + " {\"title\":\"told to\"}");
    }
  }

  @Test
  void another_token_counts_at_once() throws Exception {
    append(7);
    AtomicReference<String> token = new AtomicReference<>("old");
    start(new Api(api.url(), () -> new Secret(token.get()), Optional.empty()));
    await().until(() -> api.asked() > 2);

    token.set(FakeApi.TOKEN);

    assertThat(spool.awaitEmpty(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void something_else_that_says_200_has_taken_nothing() throws Exception {
    append(7);
    api.next(context -> context.result("<html>Please log in</html>"))
        .next(context -> context.result("{}"))
        .next(context -> context.result(""));

    sendAll(api.api());

    assertThat(api.charged("ada", "console")).isEqualTo(7);
  }

  @Test
  void a_record_that_is_not_charged_holds_up_nothing() throws Exception {
    append(7);
    api.next(
        context ->
            context.result(
                "{\"accepted\":0,\"duplicates\":0,\"rejected\":[{\"index\":0,\"error\":\"no account 'ada'\"}]}"));

    sendAll(api.api());

    assertThat(api.asked()).isEqualTo(1);
  }

  @Test
  void the_path_of_the_url_is_kept() {
    Api behind = new Api(URI.create("https://h/qm"), () -> new Secret("t"), Optional.empty());

    assertThat(behind.at("api/v1/usage")).hasToString("https://h/qm/api/v1/usage");
  }

  private void append(long micros) throws IOException {
    Readings next =
        new Readings("b", Set.of("m"), Map.of("a", new Readings.Last("1", ++readings, 0)));
    spool.append(next, List.of(new Use("ada", "console", micros, AT)));
  }

  private void sendAll(Api to) throws InterruptedException {
    sendAll(to, Duration.ofSeconds(20));
  }

  private void sendAll(Api to, Duration patience) throws InterruptedException {
    sender = new Thread(new Sender(spool, new Client(to, patience), SHORT));
    sender.start();
    assertThat(spool.awaitEmpty(Duration.ofSeconds(10))).isTrue();
  }

  private void start(Api to) {
    sender = new Thread(new Sender(spool, new Client(to), SHORT));
    sender.start();
  }
}
