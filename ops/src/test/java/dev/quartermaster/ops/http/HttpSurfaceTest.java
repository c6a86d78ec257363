package dev.quartermaster.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quartermaster.ops.dashboard.Pictures;
import dev.quartermaster.ops.dashboard.Stylesheet;
import dev.quartermaster.ops.status.StatusJson;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSurfaceTest {

  private static Surface surface;

  @BeforeAll
  static void start() {
    surface = Surface.healthy();
  }

  @AfterAll
  static void stop() {
    surface.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/healthz, text/plain, ok",
    "/readyz, text/plain, ready",
    "/metrics, text/plain;version=0.0.4, up 1",
    "/api/v1/status, application/json, cpu-reset",
    "/, text/html, All is well"
  })
  void each_path_answers_in_its_own_type(String path, String type, String content)
      throws Exception {
    HttpResponse<String> answer = surface.get(path);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type").replace(" ", "")).startsWith(type);
    assertThat(answer.body()).contains(content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/readyz", "/metrics", "/api/v1/status", "/"})
  void head_answers_as_get_does_without_a_body(String path) throws Exception {
    HttpResponse<String> head = surface.send("HEAD", path);

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(header(head, "Content-Type")).isEqualTo(header(surface.get(path), "Content-Type"));
  }

  @Test
  void the_status_is_the_json_of_the_command_line() throws Exception {
    JsonNode answer = new ObjectMapper().readTree(surface.get("/api/v1/status").body());

    assertThat(answer)
        .isEqualTo(new ObjectMapper().readTree(StatusJson.of(Pictures.allWell()).toString()));
  }

  @Test
  void a_path_that_is_not_there_is_a_problem() throws Exception {
    HttpResponse<String> answer = surface.get("/api/v1/nothing");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
    assertThat(new ObjectMapper().readTree(answer.body()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"type":"about:blank","title":"Not Found","status":404,
                     "detail":"There is nothing at /api/v1/nothing."}
                    """));
  }

  @Test
  void errors_of_the_compatible_api_have_a_detail_and_nothing_else() throws Exception {
    HttpResponse<String> answer = surface.get("/api/v0/nothing");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(header(answer, "Content-Type")).startsWith("application/json");
    assertThat(new ObjectMapper().readTree(answer.body()).fieldNames())
        .toIterable()
        .containsExactly("detail");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "DELETE", "PUT"})
  void a_wrong_method_is_told_the_right_ones(String method) throws Exception {
    HttpResponse<String> answer = surface.send(method, "/api/v1/status");

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(header(answer, "Allow").split(", ")).containsExactlyInAnyOrder("GET", "HEAD");
    assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/healthz", "/nothing", "/api/v1/status"})
  void every_answer_carries_the_security_headers(String path) throws Exception {
    HttpResponse<String> answer = surface.get(path);

    assertThat(header(answer, "Content-Security-Policy"))
        .contains("default-src 'none'", "frame-ancestors 'none'")
        .doesNotContain("unsafe", "script-src");
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "X-Frame-Options")).isEqualTo("DENY");
    assertThat(header(answer, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
    assertThat(answer.headers().firstValue("Server")).isEmpty();
  }

  @Test
  void the_page_names_its_stylesheet_which_may_be_kept_for_good() throws Exception {
    assertThat(surface.get("/").body()).contains(Stylesheet.PATH);

    HttpResponse<String> css = surface.get(Stylesheet.PATH);

    assertThat(header(css, "Content-Type")).startsWith("text/css");
    assertThat(header(css, "Cache-Control")).contains("immutable");
  }

  @Test
  void the_page_refreshes_itself_unless_it_is_held_still() throws Exception {
    assertThat(surface.get("/").body()).contains("http-equiv=\"refresh\" content=\"5\"");
    assertThat(surface.get("/?still").body()).doesNotContain("http-equiv");
  }

  @Test
  void a_header_that_is_too_long_is_a_problem_too() throws Exception {
    HttpResponse<String> answer = surface.get("/", "X-Long", "x".repeat(20_000));

    assertThat(answer.statusCode()).isEqualTo(431);
    assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
    assertThat(header(answer, "X-Frame-Options")).isEqualTo("DENY");
  }

  @Test
  void a_fault_inside_shows_nothing_of_the_inside() throws Exception {
    try (Surface broken =
        Surface.showing(
            () -> {
              throw new IllegalStateException("secret");
            })) {
      for (String path : List.of("/", "/api/v1/status")) {
        HttpResponse<String> answer = broken.get(path);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
        assertThat(answer.body()).doesNotContain("secret", "IllegalState", "dev.quartermaster");
      }
    }
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }
}
