package dev.quartermaster.ops.paging;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.quartermaster.alerts.channel.Alertmanager;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.ops.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody outside hears that pages would arrive, as long as they would. */
class DeadMansSwitchTest {

  private final TestDatabase test = TestDatabase.of(DeadMansSwitchTest.class);
  private final AtomicInteger fed = new AtomicInteger();
  private HttpServer outside;

  @BeforeEach
  void somebody_outside_and_a_watch() throws IOException {
    outside = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    outside.createContext(
        "/",
        exchange -> {
          fed.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    outside.start();
    test.clockAt(Instant.parse("2024-05-03T09:00:00Z"));
    is("UPDATE watch_turn SET decided_at = qm_now()");
  }

  @AfterEach
  void close() {
    outside.stop(0);
    test.close();
  }

  @Test
  void it_is_fed_while_a_channel_is_proved() throws Exception {
    is("INSERT INTO channel (name, proved_at) VALUES ('pager', qm_now() - interval '26 hours')");

    assertThat(feed("pager", "mail")).contains(true);
    assertThat(fed).hasValue(1);
  }

  @Test
  void it_is_not_fed_when_none_is_proved_but_one_that_wakes_nobody() throws Exception {
    is(
        """
        INSERT INTO channel (name, proved_at)
        VALUES ('pager', qm_now() - interval '26 hours 1 second'), ('mail', NULL), ('log', qm_now())
        """);

    assertThat(feed("pager", "mail")).contains(false);
    assertThat(fed).hasValue(0);
  }

  @Test
  void it_is_not_fed_when_all_that_were_proved_are_broken_since() throws Exception {
    is(
        """
        INSERT INTO channel (name, proved_at, failing_since, error)
        VALUES ('pager', qm_now() - interval '1 hour', qm_now() - interval '601 seconds', 'status 500')
        """);

    assertThat(feed("pager")).contains(false);
    is("UPDATE channel SET failing_since = qm_now() - interval '600 seconds'");
    assertThat(feed("pager")).contains(true);
  }

  @Test
  void where_there_is_only_the_log_it_tells_of_the_watch_alone() throws Exception {
    assertThat(feed()).contains(true);

    is("UPDATE watch_turn SET decided_at = qm_now() - interval '1 minute'");
    assertThat(feed()).contains(false);
    assertThat(fed).hasValue(1);
  }

  @Test
  void it_is_fed_once_a_minute() throws Exception {
    DeadMansSwitch deadMansSwitch = new DeadMansSwitch();

    assertThat(deadMansSwitch.feed(test.database(), outside(), Set.of())).contains(true);
    assertThat(deadMansSwitch.feed(test.database(), outside(), Set.of())).isEmpty();
  }

  @Test
  void an_alertmanager_is_told_of_what_always_fires_only_while_all_is_well() throws Exception {
    DeadMansSwitch.Outside alertmanager =
        new DeadMansSwitch.Outside(
            Optional.empty(),
            List.of(
                new Alertmanager(
                    "am",
                    new Alertmanager.Settings(
                        List.of(URI.create(url().reveal())), "us", InstantSource.system()))));

    assertThat(new DeadMansSwitch().feed(test.database(), alertmanager, Set.of())).contains(true);
    is("UPDATE watch_turn SET decided_at = qm_now() - interval '1 minute'");
    assertThat(new DeadMansSwitch().feed(test.database(), alertmanager, Set.of())).contains(false);

    assertThat(fed).hasValue(1);
  }

  private Optional<Boolean> feed(String... waking) throws InterruptedException {
    return new DeadMansSwitch().feed(test.database(), outside(), Set.of(waking));
  }

  private DeadMansSwitch.Outside outside() {
    return new DeadMansSwitch.Outside(Optional.of(url()), List.of());
  }

  private Secret url() {
    return new Secret("http://127.0.0.1:" + outside.getAddress().getPort() + "/ping");
  }

  private void is(String statement) {
    test.database().run(handle -> handle.execute(statement));
  }
}
