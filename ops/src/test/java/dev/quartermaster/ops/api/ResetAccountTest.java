package dev.quartermaster.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.cli.Ended;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.quota.account.Username;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

class ResetAccountTest {

  private static TestDatabase test;
  private static Served api;
  private static String admin;

  private Username user = Username.of("nobody");

  @BeforeAll
  static void open() {
    test = TestDatabase.of(ResetAccountTest.class);
    api = Served.on(test.database(), 1);
    admin = api.token(Rights.of(Role.ADMIN));
  }

  @AfterAll
  static void close() {
    api.close();
    test.close();
  }

  /** An account in the tarpit, an hour after it got there. */
  @BeforeEach
  void given() {
    test.clockAt(Instant.parse("2026-11-20T12:00:00Z"));
    user = api.account("Ada-" + UUID.randomUUID(), "2026-11-21T03:00:00Z");
    used();
    test.clockForward(Duration.ofHours(1));
  }

  private void used() {
    Instant now = test.database().transaction(DatabaseClock::now);
    api.used(user, "150", now.toString());
  }

  private HttpResponse<String> reset(String body, String... headers) throws Exception {
    return resetOf(user.key(), body, headers);
  }

  private static HttpResponse<String> resetOf(String user, String body, String... headers)
      throws Exception {
    List<String> all = new ArrayList<>(List.of("Authorization", "Token " + admin));
    all.addAll(List.of(headers));
    return api.send(
        "POST", "/api/v1/accounts/" + user + "/reset", body, all.toArray(String[]::new));
  }

  private static long count(String from) {
    return test.database()
        .transaction(
            handle -> handle.createQuery("SELECT count(*) FROM " + from).mapTo(Long.class).one());
  }

  private String answer(boolean reset, String next) {
    return "{\"username\":\"%s\",\"reset\":%s,\"already_fresh\":%s,\"next_reset_time\":\"%s\"}"
        .formatted(user, reset, !reset, next);
  }

  @Test
  void a_reset_gives_a_fresh_allowance_and_the_trail_says_who_and_why() throws Exception {
    HttpResponse<String> first = reset("{\"reason\":\"asked support\"}");
    HttpResponse<String> second = reset("");

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.body()).isEqualTo(answer(true, "2026-11-21T03:00:00Z"));
    assertThat(api.view(user).usage().used().micros()).isZero();
    assertThat(api.view(user).inTarpit()).isFalse();
    assertThat(second.body()).isEqualTo(answer(false, "2026-11-21T03:00:00Z"));
    String actor = "token " + admin.substring(3, 15) + "@127.0.0.1";
    assertThat(trail()).containsExactly(actor + " reset asked support", actor + " reset no reason");
  }

  private List<String> trail() {
    return test.database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT actor || ' ' || act || ' ' || coalesce(reason, 'no reason') FROM audit WHERE target = :user ORDER BY id")
                    .bind("user", user.toString())
                    .mapTo(String.class)
                    .list());
  }

  @Test
  void the_same_key_answers_the_same_and_resets_nothing_more() throws Exception {
    String body = "{\"reason\":\"asked\"}";

    HttpResponse<String> first = reset(body, "Idempotency-Key", "k-1");
    used();
    test.clockForward(Duration.ofHours(10));
    HttpResponse<String> again = reset(body, "Idempotency-Key", "k-1");

    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body()).contains("\"reset\":true");
    assertThat(api.view(user).usage().used().seconds()).isEqualByComparingTo("150");
    assertThat(trail()).hasSize(1);
  }

  @Test
  void a_repeated_answer_shows_no_reset_time_that_has_passed() throws Exception {
    reset("", "Idempotency-Key", "k-2");

    test.clockForward(Duration.ofHours(20));

    assertThat(reset("", "Idempotency-Key", "k-2").body())
        .isEqualTo(answer(true, "2026-11-22T03:00:00Z"));
  }

  @Test
  void after_a_day_a_key_is_new_again_and_old_ones_are_gone() throws Exception {
    reset("", "Idempotency-Key", "k-3");
    reset("", "Idempotency-Key", "k-4");
    test.clockForward(Duration.ofHours(24));
    used();

    assertThat(reset("", "Idempotency-Key", "k-3").body()).contains("\"reset\":true");
    assertThat(api.view(user).usage().used().micros()).isZero();
    assertThat(count("reset_request WHERE key = 'k-4'")).isZero();
  }

  @Test
  void the_same_key_for_another_user_or_reason_is_a_mistake() throws Exception {
    Username other = api.account("other", "2026-11-21T03:00:00Z");
    reset("{\"reason\":\"a\"}", "Idempotency-Key", "k-5");

    isProblem(reset("{\"reason\":\"b\"}", "Idempotency-Key", "k-5"), 422);
    isProblem(resetOf(other.key(), "{\"reason\":\"a\"}", "Idempotency-Key", "k-5"), 422);
  }

  @Test
  void a_request_that_failed_leaves_its_key_free() throws Exception {
    isProblem(resetOf("late", "", "Idempotency-Key", "k-6"), 404);
    api.account("late", "2026-11-21T03:00:00Z");

    assertThat(resetOf("late", "", "Idempotency-Key", "k-6").statusCode()).isEqualTo(200);
  }

  @Test
  void many_requests_under_one_key_at_once_reset_once() {
    List<CompletableFuture<String>> answers =
        IntStream.range(0, 8)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> body("k-7")))
            .toList();

    assertThat(answers)
        .extracting(CompletableFuture::join)
        .containsOnly(answer(true, "2026-11-21T03:00:00Z"));
    assertThat(trail()).hasSize(1);
  }

  private String body(String key) {
    try {
      return reset("", "Idempotency-Key", key).body();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reason",
        "[]",
        "null",
        "{\"reason\":",
        "{\"reason\":1}",
        "{\"reason\":\"a\"} x",
        "{\"reason\":\"a\",\"reason\":\"b\"}",
        "{\"reason\":\"a\\u0000b\"}",
        "{\"reason\":\"\\ud800\"}",
        "{\"because\":\"a\"}"
      })
  void a_body_that_makes_no_sense_is_refused(String body) throws Exception {
    isProblem(reset(body), 400);

    assertThat(api.view(user).inTarpit()).isTrue();
  }

  @Test
  void a_reason_or_a_key_that_is_too_long_or_odd_is_refused() throws Exception {
    isProblem(reset("{\"reason\":\"" + "x".repeat(1_001) + "\"}"), 400);
    isProblem(reset("", "Idempotency-Key", "x".repeat(201)), 400);
    isProblem(reset("", "Idempotency-Key", "two words"), 400);
    isProblem(reset("[".repeat(100_000)), 400);
  }

  @ParameterizedTest
  @CsvSource({"reader, 403", "reporter, 403", "user, 403", "none, 401", "admin, 200"})
  void only_an_admin_may_reset(String who, int status) throws Exception {
    Rights rights =
        switch (who) {
          case "reader" -> Rights.of(Role.READER);
          case "reporter" -> Rights.reporting("host-1");
          case "user" -> Rights.readerOf(user);
          default -> Rights.of(Role.ADMIN);
        };
    String token = who.equals("none") ? "qm_x" : api.token(rights);

    HttpResponse<String> answer =
        api.send(
            "POST",
            "/api/v1/accounts/" + user.key() + "/reset",
            "",
            "Authorization",
            "Bearer " + token);

    assertThat(answer.statusCode()).isEqualTo(status);
    if (status != 200) {
      isProblem(answer, status);
      assertThat(api.view(user).inTarpit()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "%20", "%F0%9F%8E%B2"})
  void an_unknown_user_is_not_found(String name) throws Exception {
    isProblem(resetOf(name, ""), 404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE"})
  void no_other_method_changes_anything(String method) throws Exception {
    HttpResponse<String> answer =
        api.send(
            method,
            "/api/v1/accounts/" + user.key() + "/reset",
            "",
            "Authorization",
            "Token " + admin);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
    assertThat(api.view(user).inTarpit()).isTrue();
  }

  private static void isProblem(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    JsonNode problem = new ObjectMapper().readTree(answer.body());
    assertThat(Ended.keys(problem)).containsExactly("type", "title", "status", "detail");
    assertThat(problem.get("status").asInt()).isEqualTo(status);
  }
}
