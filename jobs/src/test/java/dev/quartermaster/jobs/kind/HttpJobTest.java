package dev.quartermaster.jobs.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.jobs.batch.OutsideJob.Failed;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One request to a real server that answers, or begins to. */
class HttpJobTest {

  private static final Duration PATIENT = Duration.ofSeconds(30);

  private final Said said = new Said();
  private Server server;

  @BeforeEach
  void open() throws IOException {
    server = new Server();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void a_request_says_who_asks_and_for_which_run() throws Exception {
    run("/ok", 200);

    assertThat(server.request().method()).isEqualTo("GET");
    assertThat(server.request().header("User-Agent")).isEqualTo("quartermaster");
    assertThat(server.request().header("Idempotency-Key"))
        .isEqualTo("nightly/2025-06-10T03:30:00Z");
    assertThat(server.request().header("X-Quartermaster-Run")).isEqualTo("42");
    assertThat(said.lines.get(0)).startsWith(server.address() + " answered 200 in ");
    assertThat(said.lines.get(1)).isEqualTo("warm");
  }

  @Test
  void method_headers_and_body_are_sent_as_declared() throws Exception {
    Map<String, String> headers =
        Map.of(
            "Content-Type",
            "application/json",
            "user-agent",
            "ours/1",
            "Authorization",
            "Bearer b");

    run(
        new Work.Http(
            server.address() + "/ok?a=1&b=%20",
            200,
            PATIENT,
            "PUT",
            headers,
            Optional.of("{\"é\":1}")));

    assertThat(server.request().method()).isEqualTo("PUT");
    assertThat(server.request().path()).isEqualTo("/ok?a=1&b=%20");
    assertThat(server.request().body()).isEqualTo("{\"é\":1}");
    assertThat(server.request().header("User-Agent")).isEqualTo("ours/1");
    assertThat(server.request().header("Authorization")).isEqualTo("Bearer b");
  }

  @Test
  void another_status_than_expected_fails_with_the_beginning_of_the_body() throws Exception {
    assertThatThrownBy(() -> run("/down", 200))
        .isInstanceOf(Failed.class)
        .hasMessage(server.address() + " answered 503, and 200 was expected: no disk left\uFFFD");
    assertThatThrownBy(() -> run("/ok", 204))
        .hasMessageContaining("answered 200, and 204 was expected: warm");
    assertThatThrownBy(() -> run("/unauthorized", 200))
        .hasMessageContaining("answered 401, and 200 was expected; its body is empty");
    run("/down", 503);
  }

  @Test
  void a_redirect_is_an_answer_and_not_followed() throws Exception {
    run("/moved", 302);

    assertThat(server.request().path()).isEqualTo("/moved");
    assertThatThrownBy(() -> run("/moved", 200))
        .hasMessageContaining("answered 302, and 200 was expected");
  }

  @Test
  void of_a_large_answer_the_first_lines_are_kept() throws Exception {
    run("/large", 200);

    assertThat(said.lines).hasSize(11).last().isEqualTo("line 10");
  }

  @Test
  void an_answer_that_never_ends_is_given_up_in_time() {
    long began = System.nanoTime();

    assertThatThrownBy(() -> run(briefly("/trickle")))
        .isInstanceOf(Failed.class)
        .hasMessage(server.address() + " has not answered to the end within PT1S");
    assertThatThrownBy(() -> run(briefly("/silent"))).hasMessageContaining("within PT1S");

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    await().until(server::trickleBroke);
  }

  @Test
  void an_interrupt_ends_the_exchange() throws Exception {
    AtomicReference<Throwable> end = new AtomicReference<>();
    Work.Http patient = get(server.address() + "/trickle", 200, Duration.ofMinutes(5));
    Thread run = new Thread(() -> end.set(failureOf(patient)));
    run.start();
    await().until(server::trickles);

    run.interrupt();
    run.join(10_000);

    assertThat(end.get()).isInstanceOf(InterruptedException.class);
    await().until(server::trickleBroke);
  }

  @Test
  void nothing_that_is_told_holds_a_credential() throws Exception {
    String secret =
        server.address().replace("http://", "http://ada:p%40ss@") + "/echo?token=t0ps3cret";

    assertThatThrownBy(() -> run(get(secret, 201, PATIENT)))
        .hasMessage(
            server.address() + " answered 200, and 201 was expected: you asked /echo?*** as ***");

    assertThat(server.request().header("Authorization")).isEqualTo("Basic YWRhOnBAc3M=");
    assertThat(said.lines).noneMatch(line -> line.contains("t0ps3cret") || line.contains("p@ss"));
  }

  private Work.Http briefly(String path) {
    return get(server.address() + path, 200, Duration.ofSeconds(1));
  }

  private static Work.Http get(String url, int expect, Duration timeout) {
    return new Work.Http(url, expect, timeout, "GET", Map.of(), Optional.empty());
  }

  private Throwable failureOf(Work.Http work) {
    try {
      run(work);
      return new AssertionError("it succeeded");
    } catch (Exception e) {
      return e;
    }
  }

  private void run(String path, int expect) throws Exception {
    run(get(server.address() + path, expect, PATIENT));
  }

  private void run(Work.Http work) throws Exception {
    new HttpJob(work).run(said.assignment());
  }
}
