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
import java.util.ArrayList;
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

  /** Begins to wait; what has come to the account when so much has. */
  private CompletableFuture<List<String>> waitFor(int changes, String cursor) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return follow(cursor, changes).seen();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private record Followed(List<String> seen, JsonNode last) {
    String cursor() {
      return last.get("cursor").asText();
    }
  }

  /**
   * Page by page, until so many changes of the account have come: one that is committed may be held
   * back for a moment, by any older transaction of the server.
   */
  private Followed follow(String cursor, int changes) throws Exception {
    List<String> seen = new ArrayList<>();
    String next = cursor;
    while (true) {
      JsonNode page = get("?wait=PT20S&after=" + next);
      seen.addAll(changes(page));
      if (seen.size() >= changes || page.get("changes").isEmpty()) {
        return new Followed(seen, page);
      }
      next = page.get("cursor").asText();
    }
  }

  /** Follows on from what there is by now. */
  private String snapshot() throws Exception {
    return get("?snapshot=true").get("cursor").asText();
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
    String before = snapshot();
    api.used(ada, "150", NOW);
    api.used(ada, "1500", NOW);

    Followed page = follow(before, 2);
    JsonNode rest = get("?after=" + page.cursor());

    assertThat(page.seen())
        .containsExactly("in until 2026-11-21T03:00:00Z", "in until 2026-11-21T03:00:00Z, tenfold");
    assertThat(changes(rest)).isEmpty();
    assertThat(page.last().get("now").asText()).isEqualTo(NOW);
    assertThat(changes(get("?snapshot=true")))
        .containsExactly("in until 2026-11-21T03:00:00Z, tenfold");
  }

  @Test
  void whoever_waits_is_told_when_it_happens() throws Exception {
    String before = snapshot();
    CompletableFuture<List<String>> one = waitFor(1, before);
    CompletableFuture<List<String>> two = waitFor(1, before);

    api.used(ada, "150", NOW);

    assertThat(one.get(30, TimeUnit.SECONDS)).hasSize(1);
    assertThat(two.get(30, TimeUnit.SECONDS)).hasSize(1);
  }

  @Test
  void whoever_waits_is_told_of_a_boundary_though_no_job_runs() throws Exception {
    String before = snapshot();
    api.used(ada, "150", NOW);
    CompletableFuture<List<String>> waiting = waitFor(1, follow(before, 1).cursor());

    test.clockAt(Instant.parse("2026-11-21T03:00:00Z"));

    assertThat(waiting.get(30, TimeUnit.SECONDS)).containsExactly("out");
    assertThat(changes(get("?snapshot=true"))).isEmpty();
  }

  @Test
  void a_wait_without_news_ends_with_a_cursor_to_go_on_from() throws Exception {
    JsonNode page = get("?wait=PT0.3S&after=" + snapshot());
    api.used(ada, "150", NOW);

    assertThat(changes(page)).isEmpty();
    assertThat(follow(page.get("cursor").asText(), 1).seen()).hasSize(1);
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

    assertThat(follow(cursor, 1).seen()).hasSize(1);
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
    String before = snapshot();
    api.used(ada, "85", NOW);

    HttpResponse<String> answer =
        api.get("/api/v1/events?kind=warning&wait=PT20S&after=" + before, reader);

    List<String> warnings =
        StreamSupport.stream(
                new ObjectMapper().readTree(answer.body()).get("events").spliterator(), false)
            .filter(event -> event.get("username").asText().equals(ada.toString()))
            .map(event -> event.get("kind").asText() + " " + event.get("detail").asText())
            .toList();
    assertThat(warnings).containsExactly("warning 80");
  }
}
