package dev.quartermaster.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.monitor.CheckIns;
import dev.quartermaster.alerts.monitor.CheckIns.CheckIn;
import dev.quartermaster.alerts.monitor.Monitor;
import dev.quartermaster.alerts.monitor.Monitor.About;
import dev.quartermaster.alerts.monitor.Monitor.Plan;
import dev.quartermaster.alerts.monitor.MonitorSource;
import dev.quartermaster.alerts.monitor.Monitors;
import dev.quartermaster.alerts.monitor.Ping.Kind;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.testing.TestDatabase;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PingMonitorTest {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String RID = "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f0";

  private static TestDatabase test;
  private static Served api;

  @BeforeAll
  static void open() {
    test = TestDatabase.of(PingMonitorTest.class);
    api = Served.on(test.database(), 1);
  }

  @AfterAll
  static void close() {
    api.close();
    test.close();
  }

  /** A job that is expected every hour, of which nothing is known. */
  @BeforeEach
  void given() {
    test.clockAt(Instant.parse("2026-11-20T12:00:00Z"));
    test.database().run(handle -> handle.execute("TRUNCATE monitor CASCADE"));
    declare("nightly-backup");
  }

  private static void declare(String... keys) {
    Plan plan =
        new Plan(
            Interval.of(Duration.ofHours(1)),
            Optional.empty(),
            Duration.ofMinutes(10),
            Duration.ofHours(1));
    List<Monitor> monitors =
        Arrays.stream(keys)
            .map(key -> new Monitor("backup", key, plan, new About(Severity.CRITICAL, "", "")))
            .toList();
    test.database().run(handle -> Monitors.declare(handle, monitors));
  }

  private static List<CheckIn> checkIns() {
    return test.database().transaction(handle -> CheckIns.newest(handle, "backup", 100));
  }

  private static List<String> found() {
    return test
        .database()
        .transaction(handle -> new MonitorSource().look(handle, DatabaseClock.now(handle)))
        .stream()
        .map(condition -> condition.cause().name())
        .toList();
  }

  private static HttpResponse<String> ping(String path) throws Exception {
    return api.send("GET", "/ping/" + path, "");
  }

  private static void isAnswered(HttpResponse<String> answer, int status, String words) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).isEqualTo(words);
    assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
  }

  @ParameterizedTest
  @CsvSource({
    "'', SUCCESS, ",
    "/, SUCCESS, ",
    "/start, START, ",
    "/start/, START, ",
    "/fail, FAIL, ",
    "/log, LOG, ",
    "/0, SUCCESS, 0",
    "/1, FAIL, 1",
    "/255, FAIL, 255",
    "/007, FAIL, 7"
  })
  void each_kind_is_taken_by_each_method(String path, Kind kind, Integer code) throws Exception {
    for (String method : List.of("GET", "POST", "HEAD")) {
      HttpResponse<String> answer = api.send(method, "/ping/nightly-backup" + path, "");

      isAnswered(answer, 200, method.equals("HEAD") ? "" : "OK");
      assertThat(answer.headers().firstValue("Ping-Body-Limit")).hasValue("10000");
    }
    assertThat(checkIns()).hasSize(3);
    assertThat(checkIns())
        .allSatisfy(
            taken -> {
              assertThat(taken.kind()).isEqualTo(kind);
              assertThat(taken.exitCode().isPresent()).isEqualTo(code != null);
              assertThat(taken.exitCode().orElse(-1)).isEqualTo(code == null ? -1 : code);
              assertThat(taken.source()).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
            });
  }

  @Test
  void nothing_else_is_taken() throws Exception {
    isAnswered(ping("nightly-backup/256"), 400, "invalid url format");
    isAnswered(ping("nightly-backup/99999999999999999999"), 400, "invalid url format");
    isAnswered(ping("nightly-backup/-1"), 404, "not found");
    isAnswered(ping("nightly-backup/stop"), 404, "not found");
    isAnswered(ping("nightly-backup?rid=1234"), 400, "invalid uuid format");
    isAnswered(ping("nightly-backup?rid="), 400, "invalid uuid format");
    isAnswered(ping("nightly-backup/start?rid=%00"), 400, "invalid uuid format");
    isAnswered(ping("nightly-backup?rid=1-1-1-1-1"), 400, "invalid uuid format");
    isAnswered(ping("NIGHTLY-BACKUP"), 404, "not found");
    isAnswered(ping("%F0%9F%8E%B2"), 404, "not found");
    isAnswered(ping("' OR true --".replace(" ", "%20")), 404, "not found");
    isAnswered(ping("x".repeat(1_000)), 404, "not found");
    assertThat(ping("nightly%2Fbackup").statusCode()).isBetween(400, 404);
    assertThat(ping("nightly%00backup").statusCode()).isBetween(400, 404);
    assertThat(checkIns()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
  void no_other_method_is_taken(String method) throws Exception {
    assertThat(api.send(method, "/ping/nightly-backup", "").statusCode()).isEqualTo(405);
    assertThat(checkIns()).isEmpty();
  }

  @Test
  void runs_that_overlap_are_told_apart_by_their_rid() throws Exception {
    String other = UUID.randomUUID().toString();
    ping("nightly-backup/start?rid=" + RID);
    test.clockForward(Duration.ofSeconds(10));
    ping("nightly-backup/start?rid=" + other);
    test.clockForward(Duration.ofSeconds(30));
    ping("nightly-backup/fail?rid=" + RID.toUpperCase(Locale.ROOT));

    assertThat(found()).containsExactly("MonitorFailed");
    assertThat(checkIns().get(0).took()).contains(Duration.ofSeconds(40));

    test.clockForward(Duration.ofSeconds(5));
    ping("nightly-backup/0?rid=" + other);

    assertThat(found()).isEmpty();
    assertThat(checkIns().get(0).took()).contains(Duration.ofSeconds(35));
  }

  @Test
  void of_a_long_body_the_beginning_is_kept_and_the_connection_goes_on() throws Exception {
    String line = "copied a file\n";
    for (String body : List.of("x".repeat(20_000), line.repeat(200_000), line)) {
      HttpResponse<String> answer = api.send("POST", "/ping/nightly-backup", body);

      isAnswered(answer, 200, "OK");
      assertThat(checkIns().get(0).body().text())
          .isEqualTo(body.substring(0, Math.min(body.length(), 10_000)));
    }
  }

  @Test
  void a_body_need_not_be_text() throws Exception {
    byte[] bytes = {0, (byte) 0xff, (byte) 0xfe, 'h', 'i', 27, '[', '2', 'J'};
    HttpRequest request =
        HttpRequest.newBuilder(api.address().resolve("/ping/nightly-backup/3"))
            .POST(BodyPublishers.ofByteArray(bytes))
            .build();

    isAnswered(CLIENT.send(request, BodyHandlers.ofString()), 200, "OK");

    assertThat(checkIns().get(0).body().length()).isEqualTo(bytes.length);
    assertThat(checkIns().get(0).body().lastLine()).endsWith("hi [2J");
  }

  @Test
  void of_pings_at_once_each_is_taken() {
    List<CompletableFuture<Integer>> pings =
        IntStream.range(0, 40)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> status("nightly-backup")))
            .toList();

    assertThat(pings).allSatisfy(ping -> assertThat(ping.join()).isEqualTo(200));
    assertThat(checkIns()).hasSize(40);
    assertThat(found()).isEmpty();
  }

  private static int status(String path) {
    try {
      return ping(path).statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_monitor_that_is_removed_is_not_found_until_it_is_declared_again() throws Exception {
    ping("nightly-backup");
    declare();
    isAnswered(ping("nightly-backup"), 404, "not found");

    declare("nightly-backup");

    isAnswered(ping("nightly-backup"), 200, "OK");
    assertThat(checkIns()).hasSize(2);
  }

  @Test
  void a_job_that_pings_no_more_is_found_and_a_ping_is_the_end_of_it() throws Exception {
    ping("nightly-backup");
    test.clockForward(Duration.ofMinutes(70));
    assertThat(found()).isEmpty();
    test.clockForward(Duration.ofSeconds(1));
    assertThat(found()).containsExactly("MonitorNotSeen");

    ping("nightly-backup");

    assertThat(found()).isEmpty();
  }

  @Test
  void who_guesses_is_not_listened_to_for_a_while_and_who_does_not_is_not_counted()
      throws Exception {
    try (Served own = Served.on(test.database(), 1)) {
      for (int i = 0; i < 3 * Guesses.MOST; i++) {
        assertThat(own.send("GET", "/ping/nightly-backup", "").statusCode()).isEqualTo(200);
      }
      for (int i = 0; i < Guesses.MOST; i++) {
        assertThat(own.send("GET", "/ping/guess-" + i, "").statusCode()).isEqualTo(404);
      }

      HttpResponse<String> refused = own.send("GET", "/ping/nightly-backup", "");

      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After").orElse("")).matches("[1-6]?[0-9]");
      assertThat(own.send("GET", "/healthz", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void with_the_database_away_the_client_is_told_to_try_again() throws Exception {
    DatabaseSettings there = test.database().settings();
    DatabaseSettings away =
        new DatabaseSettings(
            "jdbc:postgresql://127.0.0.1:1/none", there.login(), there.schema(), there.pool());
    try (Database database = Database.open(away);
        Served own = Served.on(database, 1)) {
      HttpResponse<String> answer = own.send("GET", "/ping/nightly-backup", "");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
    }
  }

  /** As on a standby, where the first write says so. */
  @Test
  void with_a_database_that_takes_no_writes_too() throws Exception {
    test.database()
        .run(
            handle -> {
              handle.execute(
                  "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE SQLSTATE '25006'; END $$");
              handle.execute(
                  "CREATE TRIGGER refuse BEFORE INSERT ON check_in EXECUTE FUNCTION refuse()");
            });
    try {
      assertThat(ping("nightly-backup").statusCode()).isEqualTo(503);
    } finally {
      test.database().run(handle -> handle.execute("DROP FUNCTION refuse() CASCADE"));
    }
  }
}
