package dev.quartermaster.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.cli.Ended;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.quota.account.AccountChange;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.CpuTime;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The compatible API, as the platform's clients use it. */
class CpuUseTest {

  private static final String NOON = "2026-11-20T12:00:00Z";
  private static final int NO_LIMIT = 0;

  private static TestDatabase test;
  private static Served api;
  private static Username ada;
  private static String adas;
  private static String reader;

  @BeforeAll
  static void open() {
    test = TestDatabase.of(CpuUseTest.class);
    test.clockAt(Instant.parse(NOON));
    api = Served.on(test.database(), NO_LIMIT);
    ada = api.account("Ada", "2026-11-21T03:26:37Z");
    api.account("bob", "2026-11-21T04:00:00Z");
    api.used(ada, "0.064381", NOON);
    adas = api.token(Rights.readerOf(ada));
    reader = api.token(Rights.of(Role.READER));
  }

  @AfterAll
  static void close() {
    api.close();
    test.close();
  }

  @BeforeEach
  void noon() {
    test.clockAt(Instant.parse(NOON));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v0/user/ada/cpu/",
        "/api/v0/user/ada/cpu",
        "/api/v0/user/ADA/cpu/",
        "/api/v0/user/%41da/cpu/"
      })
  void the_answer_is_byte_for_byte_what_the_platform_gives(String path) throws Exception {
    HttpResponse<String> answer = api.get(path, adas);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).startsWith("application/json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"daily_cpu_limit_seconds\":100,\"daily_cpu_total_usage_seconds\":0.064381,"
                + "\"next_reset_time\":\"2026-11-21T03:26:37\"}");
  }

  @Test
  void head_answers_as_get_does_and_asks_for_a_token_too() throws Exception {
    String path = "/api/v0/user/ada/cpu/";

    HttpResponse<String> head = api.send("HEAD", path, "", "Authorization", "Token " + adas);

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(api.send("HEAD", path, "").statusCode()).isEqualTo(401);
  }

  @Test
  void an_unused_account_shows_a_float_and_seconds_that_are_zero() throws Exception {
    HttpResponse<String> answer = api.get("/api/v0/user/bob/cpu/", reader);

    assertThat(answer.body())
        .isEqualTo(
            "{\"daily_cpu_limit_seconds\":100,\"daily_cpu_total_usage_seconds\":0.0,"
                + "\"next_reset_time\":\"2026-11-21T04:00:00\"}");
    assertThat(
            LocalDateTime.parse(
                new ObjectMapper().readTree(answer.body()).get("next_reset_time").asText(),
                DateTimeFormatter.ISO_LOCAL_DATE_TIME))
        .isEqualTo("2026-11-21T04:00:00");
  }

  @Test
  void the_use_is_fresh_from_the_boundary_on_though_no_job_has_run() throws Exception {
    Username eve = api.account("eve", "2026-11-20T18:00:00Z");
    api.used(eve, "150", NOON);

    test.clockAt(Instant.parse("2026-11-20T17:59:59.999999Z"));
    String before = api.get("/api/v0/user/eve/cpu/", reader).body();
    test.clockAt(Instant.parse("2026-11-20T18:00:00Z"));
    String after = api.get("/api/v0/user/eve/cpu/", reader).body();

    assertThat(before)
        .contains("\"daily_cpu_total_usage_seconds\":150.0,", "\"2026-11-20T18:00:00\"");
    assertThat(after).contains("\"daily_cpu_total_usage_seconds\":0.0,", "\"2026-11-21T18:00:00\"");
  }

  @Test
  void a_reset_time_with_a_fraction_is_rounded_up_so_that_it_is_never_past() throws Exception {
    api.account("fay", "2026-11-20T18:00:00.25Z");
    test.clockAt(Instant.parse("2026-11-20T18:00:00.2Z"));

    assertThat(api.get("/api/v0/user/fay/cpu/", reader).body())
        .contains("\"next_reset_time\":\"2026-11-20T18:00:01\"");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0.5, 1", "1, 1", "99.9, 99", "100000, 100000", "31557600000, 31557600000"})
  void the_limit_is_a_whole_number_that_can_be_divided_by(String allowance, String shown)
      throws Exception {
    Username gil = api.account("gil", "2026-11-21T03:00:00Z");
    CpuTime own = new CpuTime(new BigDecimal(allowance).movePointRight(6).longValueExact());
    long id = api.view(gil).id();
    test.database()
        .run(
            handle ->
                new AccountChange(
                        Optional.empty(),
                        Optional.of(Optional.of(own)),
                        Optional.empty(),
                        Optional.empty())
                    .apply(handle, id));

    assertThat(api.get("/api/v0/user/gil/cpu/", reader).body())
        .startsWith("{\"daily_cpu_limit_seconds\":" + shown + ",");
  }

  @ParameterizedTest
  @CsvSource({
    "reader, ada, 200",
    "reader, nobody, 404",
    "reader, %20, 404",
    "reader, %F0%9F%8E%B2, 404",
    "reader, a%2Fb, 404",
    "admin, ada, 200",
    "admin, nobody, 404",
    "reporter, ada, 403",
    "reporter, nobody, 403",
    "user, ada, 200",
    "user, aDa, 200",
    "user, bob, 403",
    "user, nobody, 403",
    "user, -, 403",
  })
  void each_role_reads_what_it_may_and_a_user_learns_nothing_of_others(
      String who, String user, int status) throws Exception {
    Rights rights =
        switch (who) {
          case "reader" -> Rights.of(Role.READER);
          case "admin" -> Rights.of(Role.ADMIN);
          case "reporter" -> Rights.reporting("host-1");
          default -> Rights.readerOf(ada);
        };

    HttpResponse<String> answer = api.get("/api/v0/user/" + user + "/cpu/", api.token(rights));

    assertThat(answer.statusCode()).isEqualTo(status);
    if (status != 200) {
      isDetail(answer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH"})
  void nothing_but_reading_is_allowed(String method) throws Exception {
    HttpResponse<String> answer =
        api.send(method, "/api/v0/user/ada/cpu/", "", "Authorization", "Token " + adas);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(header(answer, "Allow").split(", ")).containsExactlyInAnyOrder("GET", "HEAD");
    isDetail(answer);
  }

  @Test
  void the_forty_first_request_of_a_minute_is_told_when_to_come_back() throws Exception {
    try (Served limited = Served.on(test.database(), 40)) {
      for (int i = 0; i < 40; i++) {
        assertThat(limited.get("/api/v0/user/ada/cpu/", adas).statusCode()).isEqualTo(200);
      }

      HttpResponse<String> answer = limited.get("/api/v0/user/ada/cpu/", adas);

      assertThat(answer.statusCode()).isEqualTo(429);
      assertThat(Integer.parseInt(header(answer, "Retry-After"))).isBetween(1, 60);
      isDetail(answer);
      assertThat(limited.get("/api/v0/user/ada/cpu/", reader).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_database_that_is_away_is_a_503_with_a_detail() throws Exception {
    DatabaseSettings settings = test.database().settings();
    DatabaseSettings nowhere =
        new DatabaseSettings(
            "jdbc:postgresql://127.0.0.1:1/none?password=geheim",
            settings.login(),
            settings.schema(),
            settings.pool());
    try (Database away = Database.open(nowhere);
        Served cut = Served.on(away, NO_LIMIT)) {
      HttpResponse<String> answer = cut.get("/api/v0/user/ada/cpu/", adas);

      assertThat(answer.statusCode()).isEqualTo(503);
      isDetail(answer);
      assertThat(answer.body()).contains("cannot reach").doesNotContain("geheim");
    }
  }

  private static void isDetail(HttpResponse<String> answer) throws Exception {
    JsonNode body = new ObjectMapper().readTree(answer.body());
    assertThat(Ended.keys(body)).containsExactly("detail");
    assertThat(body.get("detail").asText()).isNotBlank();
    assertThat(header(answer, "Content-Type")).startsWith("application/json");
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
