package dev.quartermaster.ops.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.dashboard.Pictures;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ListeningTest {

  private static final HttpSurface.Sources SOURCES =
      new HttpSurface.Sources(Pictures::allWell, List::of, () -> "", List.of());

  @Test
  void a_port_that_is_taken_is_named_with_the_mend() {
    try (HttpSurface first = start("127.0.0.1", 0)) {
      int taken = first.address().getPort();

      assertThatThrownBy(() -> start("127.0.0.1", taken))
          .isInstanceOf(CannotListen.class)
          .hasMessageContainingAll("127.0.0.1:" + taken, "--http-port 0", "http.port")
          .message()
          .hasLineCount(1);
    }
  }

  @Test
  void a_host_of_another_machine_is_named_with_the_mend() {
    assertThatThrownBy(() -> start("192.0.2.1", 0))
        .isInstanceOf(CannotListen.class)
        .hasMessageContainingAll("192.0.2.1:0", "not an address of this machine", "http.host");
  }

  @Test
  void a_host_that_nobody_knows_is_named_with_the_mend() {
    assertThatThrownBy(() -> start("nowhere.invalid", 0))
        .isInstanceOf(CannotListen.class)
        .hasMessageContainingAll("nowhere.invalid", "not known", "http.host");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "0.0.0.0"})
  void the_address_can_be_opened(String host) throws Exception {
    try (HttpSurface surface = start(host, 0)) {
      assertThat(surface.address().getHost()).isNotEqualTo("0.0.0.0");

      assertThat(
              HttpClient.newHttpClient()
                  .send(
                      HttpRequest.newBuilder(surface.address()).build(), BodyHandlers.discarding())
                  .statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void the_port_is_free_again_after_closing() {
    int port;
    try (HttpSurface first = start("127.0.0.1", 0)) {
      port = first.address().getPort();
    }

    try (HttpSurface second = start("127.0.0.1", port)) {
      assertThat(second.address().getPort()).isEqualTo(port);
    }
  }

  @Test
  void starting_and_stopping_says_nothing_in_the_log() {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    try (HttpSurface surface = start("127.0.0.1", 0)) {
      assertThat(surface.address()).isNotNull();
    } finally {
      root.detachAppender(log);
    }

    assertThat(log.list)
        .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.INFO))
        .extracting(ILoggingEvent::getFormattedMessage)
        .isEmpty();
  }

  private static HttpSurface start(String host, int port) {
    return HttpSurface.start(new Configuration.Http(host, port, Optional.empty(), 40), SOURCES);
  }
}
