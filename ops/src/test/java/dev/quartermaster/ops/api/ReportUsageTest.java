package dev.quartermaster.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.quota.account.Username;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportUsageTest {

  private static final String NOW = "2026-11-20T12:00:00Z";
  private static final AtomicLong SEQUENCE = new AtomicLong();

  private static TestDatabase test;
  private static Served api;
  private static String host;

  private Username ada = Username.of("nobody");

  @BeforeAll
  static void open() {
    test = TestDatabase.of(ReportUsageTest.class);
    api = Served.on(test.database(), 0);
    host = api.token(Rights.reporting("host-1"));
  }

  @AfterAll
  static void close() {
    api.close();
    test.close();
  }

  @BeforeEach
  void given() {
    test.clockAt(Instant.parse(NOW));
    ada = api.account("Ada-" + UUID.randomUUID(), "2026-11-21T03:00:00Z");
  }

  private String record(String more) {
    return "{\"username\":\"%s\",\"source\":\"console\",\"cpu_us\":1000000,\"at\":\"%s\"%s}"
        .formatted(ada.key(), NOW, more);
  }

  private static String report(long sequence, String... records) {
    return "{\"reporter\":\"host-1\",\"sequence\":%d,\"records\":[%s]}"
        .formatted(sequence, String.join(",", records));
  }

  private static HttpResponse<String> post(String body, String... more) throws Exception {
    List<String> headers = new ArrayList<>(List.of("Authorization", "Token " + host));
    headers.addAll(more.length == 0 ? List.of("Content-Type", "application/json") : List.of(more));
    return api.send("POST", "/api/v1/usage", body, headers.toArray(String[]::new));
  }

  private static JsonNode json(HttpResponse<String> answer) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  private static String counts(JsonNode answer) {
    return "%s accepted, %s duplicates, rejected %s"
        .formatted(
            answer.get("accepted"),
            answer.get("duplicates"),
            StreamSupport.stream(answer.get("rejected").spliterator(), false)
                .map(each -> each.get("index").asText())
                .toList());
  }

  private String usedSeconds() {
    return api.view(ada).usage().used().seconds().toPlainString();
  }

  @Test
  void a_report_is_charged_once_however_often_it_is_sent() throws Exception {
    String body = report(SEQUENCE.incrementAndGet(), record(""), record(""));

    JsonNode first = json(post(body));
    JsonNode again = json(post(body));

    assertThat(counts(first)).isEqualTo("2 accepted, 0 duplicates, rejected []");
    assertThat(counts(again)).isEqualTo("0 accepted, 2 duplicates, rejected []");
    assertThat(first.get("tarpit_cursor").isTextual()).isTrue();
    assertThat(usedSeconds()).isEqualTo("2");
  }

  @Test
  void bad_records_are_rejected_one_by_one_and_the_others_land() throws Exception {
    List<String> records =
        List.of(
            record(""),
            record("").replace(ada.key(), "nobody-of-this-name"),
            record("").replace("1000000", "-5"),
            record("").replace("1000000", "9223372036854775807"),
            record("").replace("1000000", "1.5"),
            record("").replace("1000000", "\"12\""),
            record("").replace(NOW, "2026-11-20T13:00:00Z"),
            record("").replace(NOW, "2026-11-01T13:00:00Z"),
            record("").replace(NOW, "yesterday"),
            record("").replace("\"source\":\"console\",", ""),
            record("").replace("console", "CON SOLE"),
            record("").replace(ada.key(), " "),
            "7",
            "{\"username\":{\"a\":[1]},\"source\":\"console\",\"cpu_us\":1,\"at\":\"x\"}",
            record(",\"host\":{\"rack\":[1,2]}"),
            record(",\"gaps\":1,\"records\":\"x\",\"reporter\":7"),
            record("").replace("1000000", "86400000000001"));

    JsonNode answer =
        json(post(report(SEQUENCE.incrementAndGet(), records.toArray(String[]::new))));

    assertThat(counts(answer))
        .isEqualTo(
            "3 accepted, 0 duplicates, rejected [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16]");
    assertThat(
            StreamSupport.stream(answer.get("rejected").spliterator(), false)
                .map(each -> each.get("error").asText())
                .collect(Collectors.joining("\n")))
        .contains("there is no account 'nobody-of-this-name'")
        .contains("cpu_us is '-5'; it is 0 or more")
        .contains("which is yet to come")
        .contains("longer ago than late records are taken")
        .contains("source is missing")
        .contains("the record is no JSON object")
        .contains("at most 86400000000000");
    assertThat(usedSeconds()).isEqualTo("3");
  }

  @Test
  void a_stream_may_hold_reports_and_heads_with_records_and_records_with_their_report()
      throws Exception {
    long one = SEQUENCE.incrementAndGet();
    long two = SEQUENCE.incrementAndGet();
    long three = SEQUENCE.incrementAndGet();
    String own = ",\"reporter\":\"host-1\",\"sequence\":" + three;
    String body =
        String.join(
            "\n",
            report(one, record(""), "7"),
            "{\"reporter\":\"host-1\",\"sequence\":%d}".formatted(two),
            record(""),
            record("").replace(NOW, "never"),
            record(""),
            record(own),
            record(own),
            "");

    JsonNode answer = json(post(body, "Content-Type", "application/x-ndjson"));
    JsonNode again = json(post(report(three, record("")), "Content-Type", "application/x-ndjson"));

    assertThat(counts(answer)).isEqualTo("5 accepted, 0 duplicates, rejected [1, 3]");
    assertThat(counts(again)).isEqualTo("0 accepted, 1 duplicates, rejected []");
    assertThat(usedSeconds()).isEqualTo("5");
  }

  @Test
  void a_stream_of_records_may_be_named_in_the_address() throws Exception {
    long sequence = SEQUENCE.incrementAndGet();
    String path = "/api/v1/usage?reporter=host-1&sequence=" + sequence;
    String[] headers = {"Authorization", "Token " + host, "Content-Type", "application/x-ndjson"};

    JsonNode first = json(api.send("POST", path, record("") + "\n" + record(""), headers));
    JsonNode again = json(api.send("POST", path, record("") + "\n" + record(""), headers));

    assertThat(counts(first)).isEqualTo("2 accepted, 0 duplicates, rejected []");
    assertThat(counts(again)).isEqualTo("0 accepted, 2 duplicates, rejected []");
  }

  @Test
  void a_packed_body_is_unpacked_and_one_that_is_cut_short_changes_nothing() throws Exception {
    byte[] packed = gzip(report(SEQUENCE.incrementAndGet(), record("")));

    HttpResponse<String> cut = send(packed, packed.length - 9);
    assertThat(cut.statusCode()).isEqualTo(400);
    assertThat(usedSeconds()).isEqualTo("0");
    assertThat(counts(json(send(packed, packed.length))))
        .isEqualTo("1 accepted, 0 duplicates, rejected []");
    assertThat(post("x", "Content-Encoding", "br").statusCode()).isEqualTo(415);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static HttpResponse<String> send(byte[] body, int length) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(api.address().resolve("/api/v1/usage"))
                .header("Authorization", "Token " + host)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(body, 0, length))
                .build(),
            BodyHandlers.ofString());
  }

  @Test
  void a_bomb_of_a_body_is_refused() throws Exception {
    byte[] packed = gzip("{\"x\":\"" + "a".repeat(18_000_000) + "\"}");

    HttpResponse<String> answer = send(packed, packed.length);

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body()).contains("16 MiB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"sequence\":1,\"records\":[]}|reporter is missing",
        "{\"reporter\":\"host-1\",\"records\":[]}|sequence is missing",
        "{\"records\":[]}|reporter and sequence are missing",
        "{\"reporter\":\"host-1\",\"sequence\":-1,\"records\":[]}|sequence is '-1'",
        "{\"reporter\":\"host 1\",\"sequence\":1,\"records\":[]}|reporter is 'host 1'",
        "{\"reporter\":\"host-1\",\"sequence\":1}|'records' is missing",
        "{\"reporter\":\"host-1\",\"sequence\":1,\"records\":{}}|'records' is no array",
        "{\"reporter\":\"host-1\",\"sequence\":1,\"records\":[],\"records\":[]}|stands twice",
        "{\"reporter\":\"host-1\",\"sequence\":1,\"records\":[|is not JSON",
        "{\"reporter\":\"host-1\",\"sequence\":1,\"records\":[]} {}|there is more after the report",
        "[]|is no JSON object",
        "``|the body is empty",
      })
  void a_request_that_makes_no_sense_is_refused_as_a_whole(String body, String why)
      throws Exception {
    HttpResponse<String> answer = post(body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(new ObjectMapper().readTree(answer.body()).get("detail").asText()).contains(why);
  }

  @Test
  void a_token_reports_under_its_own_name_only() throws Exception {
    String other = report(SEQUENCE.incrementAndGet(), record("")).replace("host-1", "host-2");

    assertThat(post(other).statusCode()).isEqualTo(403);
    assertThat(
            api.send(
                    "POST",
                    "/api/v1/usage",
                    other,
                    "Authorization",
                    "Bearer " + api.token(Rights.of(Role.READER)))
                .statusCode())
        .isEqualTo(403);
    assertThat(api.send("POST", "/api/v1/usage", other).statusCode()).isEqualTo(401);
    assertThat(api.get("/api/v1/usage", host).statusCode()).isEqualTo(405);
    assertThat(usedSeconds()).isEqualTo("0");
    assertThat(
            counts(
                json(
                    api.send(
                        "POST",
                        "/api/v1/usage",
                        other,
                        "Authorization",
                        "Bearer " + api.token(Rights.of(Role.ADMIN))))))
        .isEqualTo("1 accepted, 0 duplicates, rejected []");
  }

  @Test
  void more_records_than_a_request_may_have_are_refused_and_as_many_are_taken() throws Exception {
    String[] most = IntStream.range(0, 10_000).mapToObj(i -> record("")).toArray(String[]::new);
    List<String> more = new ArrayList<>(List.of(most));
    more.add(record(""));

    HttpResponse<String> refused =
        post(report(SEQUENCE.incrementAndGet(), more.toArray(String[]::new)));

    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(usedSeconds()).isEqualTo("0");
    assertThat(counts(json(post(report(SEQUENCE.incrementAndGet(), most)))))
        .isEqualTo("10000 accepted, 0 duplicates, rejected []");
    assertThat(usedSeconds()).isEqualTo("10000");
  }

  @Test
  void a_number_of_a_thousand_digits_is_refused_and_is_no_fault_of_ours() throws Exception {
    String body =
        report(SEQUENCE.incrementAndGet(), record("").replace("1000000", "1".repeat(2_000)));

    assertThat(post(body).statusCode()).isEqualTo(400);
  }

  @Test
  void what_is_no_gap_keeps_no_record_from_being_charged() throws Exception {
    String body =
        report(SEQUENCE.incrementAndGet(), record(""))
            .replace(
                "]}",
                "],\"gaps\":[{\"from\":\"x\"},7,{\"from\":\"%s\",\"until\":\"2026-11-20T10:00:00Z\"}]}"
                    .formatted(NOW));

    assertThat(counts(json(post(body)))).isEqualTo("1 accepted, 0 duplicates, rejected []");
  }

  @Test
  void an_error_is_utf_8() throws Exception {
    HttpResponse<String> answer = post(report(1).replace("host-1", "hüte"));

    assertThat(answer.body()).contains("'hüte'");
  }

  @Test
  void what_the_reporter_could_not_report_is_kept() throws Exception {
    long sequence = SEQUENCE.incrementAndGet();
    String body =
        "{\"reporter\":\"host-1\",\"sequence\":%d,\"records\":[],\"gaps\":[{\"from\":\"%s\",\"until\":\"%s\",\"reason\":\"the spool was full\"}]}"
            .formatted(sequence, "2026-11-20T10:00:00Z", NOW);

    json(post(body));
    json(post(body));

    List<String> kept =
        test.database()
            .transaction(
                handle ->
                    handle
                        .createQuery("SELECT reason FROM reporter_gap WHERE sequence = " + sequence)
                        .mapTo(String.class)
                        .list());
    assertThat(kept).containsExactly("the spool was full");
  }
}
