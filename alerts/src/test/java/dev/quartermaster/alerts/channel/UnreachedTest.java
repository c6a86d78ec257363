package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Page.Kind;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which a receiver by HTTP can fail, seen by the webhook. */
class UnreachedTest {

  /** For what is answered at once, if only the machine has the time. */
  private static final Duration LONG = Duration.ofSeconds(10);

  private static Outcome send(URI url) {
    return send(url, LONG);
  }

  private static Outcome send(URI url, Duration patience) {
    return new Webhook(
            "hook",
            new Webhook.Settings(url, Optional.empty(), InstantSource.fixed(Pages.AT)),
            patience)
        .send(Pages.of(Kind.FIRING));
  }

  private static Outcome sendTo(int port) {
    return send(URI.create("http://127.0.0.1:" + port + "/page"), Duration.ofMillis(700));
  }

  private static Failed failed(String why) {
    return new Failed(why, Optional.empty());
  }

  @Test
  void each_way_of_not_answering_is_told_in_time() {
    Map<Fault, String> words =
        Map.of(
            Fault.DEAD, "it cannot be connected to",
            Fault.BLACK_HOLE, "no answer within 700 ms",
            Fault.DRIBBLE, "no answer within 700 ms");
    words.forEach(
        (fault, why) -> {
          try (FaultyServer server = FaultyServer.http(fault, 200)) {
            long began = System.nanoTime();

            assertThat(sendTo(server.port())).as("%s", fault).isEqualTo(failed(why));
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isLessThan(Duration.ofSeconds(3));
          }
        });
    try (FaultyServer server = FaultyServer.http(Fault.HANG_UP, 200)) {
      assertThat(sendTo(server.port()))
          .isInstanceOfSatisfying(
              Failed.class, failed -> assertThat(failed.why()).startsWith("it broke off"));
    }
  }

  @Test
  void of_an_answer_without_an_end_only_the_beginning_is_read() {
    try (FaultyServer well = FaultyServer.http(Fault.FLOOD, 200);
        FaultyServer badly = FaultyServer.http(Fault.FLOOD, 500)) {
      assertThat(sendTo(well.port())).isEqualTo(Accepted.PLAINLY);
      assertThat(sendTo(badly.port()))
          .isInstanceOfSatisfying(
              Failed.class, failed -> assertThat(failed.why()).hasSizeLessThan(400));
    }
  }

  @Test
  void a_name_that_nobody_knows_is_told_without_it() {
    URI url = URI.create("http://no-such-host.invalid/page");

    assertThat(send(url)).isEqualTo(failed("its name is not known"));
  }

  @Test
  void a_receiver_that_cannot_be_trusted_gets_nothing(@TempDir Path directory) throws Exception {
    HttpsServer https =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(
        new HttpsConfigurator(Keys.make(directory, "ip:127.0.0.1").context()));
    https.start();
    try {
      URI url = URI.create("https://127.0.0.1:" + https.getAddress().getPort() + "/page");

      assertThat(send(url)).isEqualTo(failed("its certificate is not trusted, or of another name"));
    } finally {
      https.stop(0);
    }
    try (FaultyServer plain = FaultyServer.http(Fault.DRIBBLE, 200)) {
      URI url = URI.create("https://127.0.0.1:" + plain.port() + "/page");
      assertThat(send(url)).isEqualTo(failed("no TLS could be agreed on"));
    }
  }

  @Test
  void an_interrupt_does_not_have_it_sent_twice() {
    Thread.currentThread().interrupt();

    try (HttpReceiver receiver = new HttpReceiver(204, "")) {
      assertThat(send(receiver.url("/page"))).isEqualTo(Accepted.PLAINLY);
    }
    assertThat(Thread.interrupted()).isTrue();
  }
}
