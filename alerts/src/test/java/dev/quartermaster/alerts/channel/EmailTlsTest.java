package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.Email.Server;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Page.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom mail is given to: TLS from the first byte, and logging in. */
class EmailTlsTest {

  @TempDir private static Path directory;
  private static Keys keys;
  private static MailServer mail;

  @BeforeAll
  static void start() {
    keys = Keys.make(directory, "dns:localhost");
    mail = new MailServer(keys);
  }

  @AfterAll
  static void stop() {
    mail.close();
  }

  @BeforeEach
  void empty() {
    mail.empty();
  }

  private static Email channel(Server server) {
    return new Email("mail", settings(server));
  }

  private static Email.Settings settings(Server server) {
    return new Email.Settings(
        server, "qm@example.org", List.of("oncall@example.org", "boss@example.org"));
  }

  private static Server server(int port) {
    return new Server("127.0.0.1", port, Optional.empty(), Optional.empty());
  }

  private static Email secured(String host, SSLContext trusting) {
    Server server = new Server(host, mail.securedPort(), Optional.empty(), Optional.empty());
    Tls tls = new Tls(true, address -> false, trusting.getSocketFactory());
    return new Email("mail", settings(server), tls, Duration.ofSeconds(5));
  }

  @Test
  void a_user_is_logged_in_and_a_wrong_password_is_refused_without_being_told() {
    mail.addUser("ada-user", "right-password");
    int port = mail.plainPort();
    Optional<String> user = Optional.of("ada-user");

    assertThat(
            channel(new Server("127.0.0.1", port, user, Optional.of("right-password")))
                .send(Pages.of(Kind.FIRING)))
        .isInstanceOf(Accepted.class);
    assertThat(
            channel(new Server("127.0.0.1", port, user, Optional.of("wrong-password")))
                .send(Pages.of(Kind.FIRING)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.why())
                    .startsWith("it answered 535")
                    .doesNotContain("ada-user", "password"));
  }

  @Test
  void over_tls_from_the_first_byte_it_arrives() {
    assertThat(secured("localhost", keys.context()).send(Pages.of(Kind.FIRING)))
        .isInstanceOf(Accepted.class);
    assertThat(mail.count()).isEqualTo(2);
  }

  @Test
  void a_server_that_cannot_be_trusted_gets_nothing() throws Exception {
    Failed untrusted =
        new Failed("its certificate is not trusted, or of another name", Optional.empty());

    assertThat(secured("localhost", SSLContext.getDefault()).send(Pages.of(Kind.FIRING)))
        .isEqualTo(untrusted);
    assertThat(secured("127.0.0.1", keys.context()).send(Pages.of(Kind.FIRING)))
        .isEqualTo(untrusted);
    assertThat(mail.count()).isZero();
  }

  @Test
  void port_465_is_tls_from_the_first_byte_and_any_other_is_not() {
    assertThat(Tls.usual(server(465)).atOnce()).isTrue();
    assertThat(Tls.usual(server(587)).atOnce()).isFalse();
    assertThat(Tls.usual(server(25)).atOnce()).isFalse();
  }
}
