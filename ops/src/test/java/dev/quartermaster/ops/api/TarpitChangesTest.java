package dev.quartermaster.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.quota.account.Username;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TarpitChangesTest {

  private static final String NOW = "2026-11-20T12:00:00Z";

  private static TestDatabase test;
  private static Served api;
  private static String reader;

  private Username ada = Username.of("nobody");

  @BeforeAll
  static void open() {
    test = TestDatabase.of(TarpitChangesTest.class);
    api = Served.on(test.database(), 0);
    reader = api.token(Rights.of(Role.READER));
  }

  @AfterAll
  static void close() {
    api.close();
    test.close();
  }

  @BeforeEach
  void given() {
    test.clockAt(Instant.parse(NOW));
    ada = api.account("ada-" + UUID.randomUUID(), "2026-11-21T03:00:00Z");
  }

  private static JsonNode get(String query) throws Exception {
    HttpResponse<String> answer = api.get("/api/v1/tarpit" + query, reader);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  private static CompletableFuture<JsonNode> waitFor(String cursor) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return get("?wait=PT20S&after=" + cursor);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private List<String> changes(JsonNode page) {
    return StreamSupport.stream(page.get("changes").spliterator(), false)
        .filter(change -> change.get("username").asText().equals(ada.toString()))
        .map(
            change ->
                (change.get("in_tarpit").asBoolean()
                        ? "in until " + change.get("until").asText()
                        : "out")
                    + (change.get("tenfold").asBoolean() ? ", tenfold" : ""))
        .toList();
  }

  @Test
  void changes_come_after_the_cursor_and_once() throws Exception {
    String before = get("?snapshot=true").get("cursor").asText();
    api.used(ada, "150", NOW);
    api.used(ada, "1500", NOW);

    JsonNode page = get("?after=" + before);
    JsonNode rest = get("?after=" + page.get("cursor").asText());

    assertThat(changes(page))
        .containsExactly("in until 2026-11-21T03:00:00Z", "in until 2026-11-21T03:00:00Z, tenfold");
    assertThat(changes(rest)).isEmpty();
    assertThat(page.get("now").asText()).isEqualTo(NOW);
    assertThat(changes(get("?snapshot=true")))
        .containsExactly("in until 2026-11-21T03:00:00Z, tenfold");
  }

  @Test
  void whoever_waits_is_told_when_it_happens() throws Exception {
    String before = get("?snapshot=true").get("cursor").asText();
    CompletableFuture<JsonNode> one = waitFor(before);
    CompletableFuture<JsonNode> two = waitFor(before);

    api.used(ada, "150", NOW);

    assertThat(changes(one.get(10, TimeUnit.SECONDS))).hasSize(1);
    assertThat(changes(two.get(10, TimeUnit.SECONDS))).hasSize(1);
  }

  @Test
  void whoever_waits_is_told_of_a_boundary_though_no_job_runs() throws Exception {
    api.used(ada, "150", NOW);
    String before = get("?snapshot=true").get("cursor").asText();
    CompletableFuture<JsonNode> waiting = waitFor(before);

    test.clockAt(Instant.parse("2026-11-21T03:00:00Z"));

    assertThat(changes(waiting.get(10, TimeUnit.SECONDS))).containsExactly("out");
    assertThat(changes(get("?snapshot=true"))).isEmpty();
  }

  @Test
  void a_wait_without_news_ends_with_a_cursor_to_go_on_from() throws Exception {
    String before = get("?snapshot=true").get("cursor").asText();

    JsonNode page = get("?wait=PT0.3S&after=" + before);
    api.used(ada, "150", NOW);

    assertThat(page.get("changes")).isEmpty();
    assertThat(changes(get("?after=" + page.get("cursor").asText()))).hasSize(1);
  }

  @Test
  void what_a_report_changed_comes_after_the_cursor_of_its_answer() throws Exception {
    String body =
        "{\"reporter\":\"host-9\",\"sequence\":1,\"records\":[{\"username\":\"%s\",\"source\":\"console\",\"cpu_us\":150000000,\"at\":\"%s\"}]}"
            .formatted(ada.key(), NOW);
    HttpResponse<String> answer =
        api.send(
            "POST",
            "/api/v1/usage",
            body,
            "Authorization",
            "Token " + api.token(Rights.reporting("host-9")));

    String cursor = new ObjectMapper().readTree(answer.body()).get("tarpit_cursor").asText();

    assertThat(changes(get("?after=" + cursor))).hasSize(1);
  }

  @Test
  void a_cursor_that_is_none_or_lies_beyond_the_end_is_refused() throws Exception {
    assertThat(api.get("/api/v1/tarpit?after=x", reader).statusCode()).isEqualTo(400);
    assertThat(api.get("/api/v1/tarpit?after=0&wait=soon", reader).statusCode()).isEqualTo(400);
    assertThat(api.get("/api/v1/tarpit?after=0&wait=-PT1S", reader).statusCode()).isEqualTo(400);
    assertThat(api.get("/api/v1/tarpit?snapshot=maybe", reader).statusCode()).isEqualTo(400);
    assertThat(api.get("/api/v1/events?kind=warnings", reader).body()).contains("tarpit-entered");
    assertThat(api.get("/api/v1/events?kind=%00", reader).statusCode()).isEqualTo(400);
    HttpResponse<String> gone = api.get("/api/v1/tarpit?after=99999999999.0", reader);
    assertThat(gone.statusCode()).isEqualTo(410);
    assertThat(gone.body()).contains("take a snapshot");
  }

  @Test
  void it_is_not_for_everyone() throws Exception {
    assertThat(api.send("GET", "/api/v1/tarpit", "").statusCode()).isEqualTo(401);
    assertThat(api.get("/api/v1/tarpit", api.token(Rights.readerOf(ada))).statusCode())
        .isEqualTo(403);
    assertThat(api.get("/api/v1/events", api.token(Rights.readerOf(ada))).statusCode())
        .isEqualTo(403);
    assertThat(api.get("/api/v1/events", api.token(Rights.reporting("host-1"))).statusCode())
        .isEqualTo(403);
  }

  @Test
  void the_feed_of_all_events_has_the_warnings() throws Exception {
    String before = get("?snapshot=true").get("cursor").asText();
    api.used(ada, "85", NOW);

    HttpResponse<String> answer =
        api.get("/api/v1/events?kind=warning&wait=PT5S&after=" + before, reader);

    JsonNode event = new ObjectMapper().readTree(answer.body()).get("events").get(0);
    assertThat(event.get("kind").asText()).isEqualTo("warning");
    assertThat(event.get("detail").asText()).isEqualTo("80");
    assertThat(event.get("username").asText()).isEqualTo(ada.toString());
  }
}
