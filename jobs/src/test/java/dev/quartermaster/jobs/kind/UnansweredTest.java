package dev.quartermaster.jobs.kind;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.jobs.batch.OutsideJob.Failed;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests that get no answer, and what is said of them. */
class UnansweredTest {

  private static final Duration PATIENT = Duration.ofSeconds(30);

  @Test
  void who_is_not_there_or_breaks_off_is_named() throws Exception {
    String nobody;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = "http://127.0.0.1:" + free.getLocalPort();
    }

    assertThatThrownBy(() -> run(get(nobody + "/a", 200, PATIENT)))
        .isInstanceOf(Failed.class)
        .hasMessage(nobody + " cannot be connected to");
    assertThatThrownBy(() -> run(get("http://no-such-host.invalid/a", 200, PATIENT)))
        .hasMessage("http://no-such-host.invalid cannot be asked: its name is not known");
    try (Server server = new Server()) {
      assertThatThrownBy(() -> run(get(server.address() + "/torn", 200, PATIENT)))
          .hasMessageStartingWith(server.address() + " broke off");
    }
  }

  @Test
  void who_does_not_speak_tls_is_named() throws Exception {
    try (ServerSocket plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread rude = new Thread(() -> answerPlainly(plain));
      rude.start();

      String url = "https://127.0.0.1:" + plain.getLocalPort();
      assertThatThrownBy(() -> run(get(url, 200, PATIENT)))
          .isInstanceOf(Failed.class)
          .hasMessageStartingWith(url + " cannot be asked over TLS: ");

      rude.join();
    }
  }

  private static void answerPlainly(ServerSocket plain) {
    try (Socket client = plain.accept();
        DataInputStream in = new DataInputStream(client.getInputStream())) {
      // All of the client's hello, whose length is in its bytes 3 and 4: while it still writes, the
      // JDK's client
      // may not see the answer.
      in.skipNBytes(3);
      in.skipNBytes(in.readUnsignedShort());
      client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
      while (in.read() >= 0) {
        // Until it has hung up.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void what_cannot_be_asked_is_said_without_the_value() {
    assertThatThrownBy(() -> run(get("ftp://u:secret@h/", 200, PATIENT)))
        .hasMessage("the url begins with neither http:// nor https://");
    assertThatThrownBy(() -> run(get("http://u:secret@h/ b", 200, PATIENT)))
        .hasMessageContaining("cannot be read at its character")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> run(get("http:///a", 200, PATIENT))).hasMessageContaining("the url");
    assertThatThrownBy(() -> run(with(Map.of("Host", "secret"))))
        .isInstanceOf(Failed.class)
        .hasMessageContaining("header 'Host'")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> run(with(Map.of("A", "secret\nB: c"))))
        .isInstanceOf(Failed.class)
        .hasMessageNotContaining("secret");
  }

  private static Work.Http with(Map<String, String> headers) {
    return new Work.Http("http://127.0.0.1/ok", 200, PATIENT, "GET", headers, Optional.empty());
  }

  private static Work.Http get(String url, int expect, Duration timeout) {
    return new Work.Http(url, expect, timeout, "GET", Map.of(), Optional.empty());
  }

  private static void run(Work.Http work) throws Exception {
    new HttpJob(work).run(new Said().assignment());
  }
}
