package dev.quartermaster.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quartermaster.db.DatabaseUnavailable;
import dev.quartermaster.ops.status.Status;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class OutageTest {

  private static final String REASON = "cannot reach jdbc:postgresql://db1/qm: is it running?";

  @Test
  void a_database_that_is_away_is_a_503_that_says_why() throws Exception {
    try (Surface surface = Surface.showing(away(REASON))) {
      HttpResponse<String> answer = surface.get("/api/v1/status");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Content-Type").orElse(""))
          .startsWith("application/problem+json");
      assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
      assertThat(new ObjectMapper().readTree(answer.body()).get("detail").asText())
          .isEqualTo(REASON);
    }
  }

  @Test
  void the_page_says_so_in_plain_words_and_goes_on_refreshing() throws Exception {
    try (Surface surface = Surface.showing(away(REASON))) {
      HttpResponse<String> answer = surface.get("/");

      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body())
          .contains("The database does not answer", "Cannot reach", "http-equiv=\"refresh\"");
    }
  }

  @Test
  void a_connection_that_breaks_while_it_is_read_is_an_outage_too() throws Exception {
    Supplier<Status> broken =
        () -> {
          throw new IllegalStateException(new SQLException("terminating", "57P01"));
        };
    try (Surface surface = Surface.showing(broken)) {
      assertThat(surface.get("/api/v1/status").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void a_password_in_the_url_is_not_shown() throws Exception {
    try (Surface surface =
        Surface.showing(
            away("cannot reach jdbc:postgresql://db1/qm?user=a&password=geheim (refused): why?"))) {
      assertThat(surface.get("/").body()).doesNotContain("geheim").contains("(refused): why?");
      assertThat(surface.get("/api/v1/status").body()).doesNotContain("geheim");
    }
  }

  @Test
  void an_unready_node_gives_its_reasons_as_text_and_as_json() throws Exception {
    try (Surface surface = Surface.ready(() -> List.of("the scheduler stands by", "no lease"))) {
      HttpResponse<String> text = surface.get("/readyz");
      HttpResponse<String> json = surface.get("/readyz", "Accept", "application/json");

      assertThat(text.statusCode()).isEqualTo(503);
      assertThat(text.body()).isEqualTo("the scheduler stands by\nno lease\n");
      assertThat(json.statusCode()).isEqualTo(503);
      assertThat(json.body())
          .isEqualTo("{\"ready\":false,\"reasons\":[\"the scheduler stands by\",\"no lease\"]}");
      assertThat(surface.send("HEAD", "/readyz").statusCode()).isEqualTo(503);
    }
  }

  @Test
  void a_database_that_hangs_makes_the_node_unready_and_leaves_it_alive() throws Exception {
    CountDownLatch answers = new CountDownLatch(1);
    try (Surface surface = Surface.ready(() -> hang(answers))) {
      HttpResponse<String> ready = surface.get("/readyz");

      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("has not answered within 3 s");
      assertThat(surface.get("/healthz").statusCode()).isEqualTo(200);
      answers.countDown();
    }
  }

  @Test
  void a_database_that_comes_back_is_believed_at_once() throws Exception {
    AtomicBoolean away = new AtomicBoolean(true);
    try (Surface surface =
        Surface.ready(
            () -> {
              if (away.get()) {
                throw new DatabaseUnavailable(REASON, null);
              }
              return List.of();
            })) {
      assertThat(surface.get("/readyz").body()).isEqualTo(REASON + "\n");

      away.set(false);

      assertThat(surface.get("/readyz").statusCode()).isEqualTo(200);
    }
  }

  private static List<String> hang(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return List.of();
  }

  private static Supplier<Status> away(String reason) {
    return () -> {
      throw new DatabaseUnavailable(reason, null);
    };
  }
}
