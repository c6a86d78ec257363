package dev.quartermaster.ops.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.api.Served;
import dev.quartermaster.ops.token.Token.Rights;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in, and who is not. */
class AccessTest {

  private static final String PATH = "/api/v0/user/ada/cpu/";
  private static final int NO_LIMIT = 0;

  private static TestDatabase test;
  private static Served api;
  private static String token;

  @BeforeAll
  static void open() {
    test = TestDatabase.of(AccessTest.class);
    api = Served.on(test.database(), NO_LIMIT);
    api.account("ada", "2026-11-21T03:26:37Z");
    token = api.token(Rights.of(Role.READER));
  }

  @AfterAll
  static void close() {
    api.close();
    test.close();
  }

  @AfterEach
  void clock() {
    test.clockRuns();
  }

  private static HttpResponse<String> with(String header) throws Exception {
    return api.send("GET", PATH, "", "Authorization", header);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Token %s", "Bearer %s", "token %s", "BEARER   %s"})
  void a_token_is_taken_under_either_scheme(String header) throws Exception {
    assertThat(with(header.formatted(token)).statusCode()).isEqualTo(200);
  }

  static List<String> hostile() {
    String id = token.substring(3, 15);
    String secret = token.substring(16);
    return List.of(
        "",
        "Token",
        "Token ",
        token,
        "Basic " + token,
        "Token " + token + " " + token,
        "Token " + token.replace("_", ""),
        "Token qm_" + id,
        "Token qm_" + id + "_",
        "Token qm_" + id + "_" + secret.substring(1),
        "Token qm_" + id + "_" + secret + "0",
        "Token qm_" + id + "_" + "0".repeat(64),
        "Token qm_000000000000_" + secret,
        "Token " + token.toUpperCase(Locale.ROOT),
        "Token qm_' OR 1=1 --_x",
        "Token qm_" + "_".repeat(5_000));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void anything_else_is_refused_and_told_how_to_ask(String header) throws Exception {
    HttpResponse<String> answer = with(header);

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Token ");
    assertThat(answer.body()).startsWith("{\"detail\":\"This ").doesNotContain(token);
  }

  @Test
  void a_token_in_another_script_is_no_token() throws Exception {
    String request =
        "GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Token qm_é_☃\r\n\r\n"
            .formatted(PATH);

    String answer;
    try (Socket socket = new Socket(api.address().getHost(), api.address().getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    assertThat(answer).startsWith("HTTP/1.1 401 ");
  }

  @Test
  void a_header_of_ten_kilobytes_does_not_get_that_far() throws Exception {
    assertThat(with("Token qm_" + "x".repeat(10_000)).statusCode()).isEqualTo(431);
  }

  @Test
  void a_token_in_the_address_or_in_a_cookie_opens_nothing() throws Exception {
    String query = PATH + "?token=" + token + "&access_token=" + token;

    assertThat(api.send("GET", query, "").statusCode()).isEqualTo(401);
    assertThat(api.send("GET", PATH, "", "Cookie", "token=" + token).statusCode()).isEqualTo(401);
  }

  @Test
  void a_revoked_token_is_refused_by_every_node_at_once() throws Exception {
    String revoked = api.token(Rights.of(Role.READER));
    try (Served other = Served.on(test.database(), NO_LIMIT)) {
      assertThat(api.get(PATH, revoked).statusCode()).isEqualTo(200);
      assertThat(other.get(PATH, revoked).statusCode()).isEqualTo(200);

      String id = Presented.parse(revoked).orElseThrow().id();
      test.database().run(handle -> assertThat(Tokens.revoke(handle, id)).isTrue());

      assertThat(api.get(PATH, revoked).statusCode()).isEqualTo(401);
      assertThat(other.get(PATH, revoked).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void the_last_use_is_noted_by_the_databases_clock_at_most_once_a_minute() throws Exception {
    Instant noon = Instant.parse("2026-11-20T12:00:00Z");
    test.clockAt(noon);
    String used = api.token(Rights.of(Role.READER));

    assertThat(lastUse(used)).isEmpty();
    use(used);
    assertThat(lastUse(used)).hasValue(noon);
    test.clockForward(Duration.ofSeconds(60));
    use(used);
    assertThat(lastUse(used)).hasValue(noon);
    test.clockForward(Duration.ofSeconds(1));
    use(used);
    assertThat(lastUse(used)).hasValue(noon.plusSeconds(61));
  }

  /** Uses it; what is to be noted is noted when the node has stopped. */
  private static void use(String used) throws Exception {
    try (Served node = Served.on(test.database(), NO_LIMIT)) {
      assertThat(node.get(PATH, used).statusCode()).isEqualTo(200);
    }
  }

  private static Optional<Instant> lastUse(String used) {
    String id = Presented.parse(used).orElseThrow().id();
    return test.database()
        .transaction(handle -> Tokens.byId(handle, id).orElseThrow())
        .lastUsedAt();
  }

  @Test
  void a_note_that_cannot_be_written_fails_no_request() throws Exception {
    String used = api.token(Rights.of(Role.READER));
    try (Database reading = Database.open(readOnly());
        Served node = Served.on(reading, NO_LIMIT)) {
      assertThat(node.get(PATH, used).statusCode()).isEqualTo(200);
    }

    assertThat(lastUse(used)).isEmpty();
  }

  private static DatabaseSettings readOnly() {
    DatabaseSettings settings = test.database().settings();
    String mark = settings.url().contains("?") ? "&" : "?";
    return new DatabaseSettings(
        settings.url() + mark + "options=-c%20default_transaction_read_only=on",
        settings.login(),
        settings.schema(),
        settings.pool());
  }

  @Test
  void a_database_that_does_not_answer_is_given_up_after_three_seconds() throws Exception {
    try (Handle blocker = Jdbi.create(test.database().dataSource()).open()) {
      blocker.begin();
      blocker.execute("LOCK TABLE api_token");

      HttpResponse<String> answer = api.get(PATH, token);

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("the next request tries again");
      blocker.rollback();
    }
    assertThat(api.get(PATH, token).statusCode()).isEqualTo(200);
  }

  @Test
  void only_a_hash_of_a_token_is_kept() {
    String secret = token.substring(16);

    long rows =
        test.database()
            .transaction(
                handle ->
                    handle
                        .createQuery(
                            "SELECT count(*) FROM api_token AS t WHERE t::text LIKE '%' || :secret || '%'")
                        .bind("secret", secret)
                        .mapTo(Long.class)
                        .one());

    assertThat(rows).isZero();
    assertThat(Presented.parse(token).orElseThrow().toString()).doesNotContain(secret);
  }
}
