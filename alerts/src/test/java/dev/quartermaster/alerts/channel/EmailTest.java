package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.quartermaster.alerts.channel.Email.Server;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Page.Alert;
import dev.quartermaster.alerts.channel.Page.Kind;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real mail server, in the clear and over TLS. */
class EmailTest {

  private static final String STORE = "greenmail.tls.keystore.file";
  private static final String STORE_PASSWORD = "greenmail.tls.keystore.password";

  @TempDir private static Path directory;
  private static Keys keys;
  private static GreenMail mail;

  @BeforeAll
  static void start() {
    keys = Keys.make(directory, "dns:localhost");
    System.setProperty(STORE, keys.file().toString());
    System.setProperty(STORE_PASSWORD, Keys.PASSWORD);
    ServerSetup plain = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP);
    ServerSetup secured = new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS);
    mail = new GreenMail(new ServerSetup[] {plain, secured});
    mail.start();
  }

  @AfterAll
  static void stop() {
    mail.stop();
    System.clearProperty(STORE);
    System.clearProperty(STORE_PASSWORD);
  }

  @BeforeEach
  void empty() throws Exception {
    mail.purgeEmailFromAllMailboxes();
  }

  private static Email channel(Server server) {
    return new Email("mail", settings(server));
  }

  private static Email.Settings settings(Server server) {
    return new Email.Settings(
        server, "qm@example.org", List.of("oncall@example.org", "boss@example.org"));
  }

  private static Email plain() {
    return channel(server(mail.getSmtp().getPort()));
  }

  private static Server server(int port) {
    return new Server("127.0.0.1", port, Optional.empty(), Optional.empty());
  }

  private static Email secured(String host, SSLContext trusting) {
    SSLSocketFactory sockets = trusting.getSocketFactory();
    Server server = new Server(host, mail.getSmtps().getPort(), Optional.empty(), Optional.empty());
    return new Email(
        "mail", settings(server), new Tls(true, address -> false, sockets), Duration.ofSeconds(5));
  }

  private static MimeMessage received() {
    return mail.getReceivedMessages()[mail.getReceivedMessages().length - 1];
  }

  private static String header(String name) throws Exception {
    return received().getHeader(name, "|");
  }

  @Test
  void a_page_arrives_as_plain_text_for_all() throws Exception {
    assertThat(plain().send(Pages.of(Kind.FIRING)))
        .isEqualTo(new Accepted(Optional.of("<msg_firing_1@example.org>")));

    assertThat(mail.getReceivedMessages()).hasSize(2);
    assertThat(received().getSubject())
        .isEqualTo("[FIRING] critical: cpu-reset has not fired for 3 minutes");
    assertThat(header("From")).isEqualTo("qm@example.org");
    assertThat(header("To")).isEqualTo("oncall@example.org, boss@example.org");
    assertThat(header("Auto-Submitted")).isEqualTo("auto-generated");
    assertThat(received().getContentType()).startsWith("text/plain");
    assertThat(((String) received().getContent()).replace("\r\n", "\n").strip())
        .isEqualTo(
            """
            cpu-reset has not fired for 3 minutes

            What to do: https://runbooks.example/not-fired

            acknowledge: https://qm.example/ack?id=A-7&sig=x

            Alert A-7, ScheduleNotFiring, critical, firing since 2024-05-03T04:01:00Z

            expected at: 2024-05-03T04:00:00Z
            diagnosis: orphaned BLOCKED trigger""");
  }

  @Test
  void all_mails_about_one_alert_are_one_thread() throws Exception {
    plain().send(Pages.of(Kind.FIRING));
    String thread = header("References");
    assertThat(header("In-Reply-To")).isEqualTo(thread);

    plain().send(Pages.of(Kind.RESOLVED));
    assertThat(header("References")).isEqualTo(thread);
    assertThat(header("Message-ID")).isEqualTo("<msg_resolved_1@example.org>");

    Alert next =
        Pages.alert(Kind.FIRING, Pages.DEDUP_KEY, Pages.STARTED_AT.plusSeconds(1), Pages.TEXT);
    plain().send(Pages.of(Kind.FIRING, next));
    assertThat(header("References")).isNotEqualTo(thread);
  }

  @Test
  void no_text_becomes_a_header() throws Exception {
    String evil = "x\r\nBcc: thief@example.org\r\n\r\nbody\u2028Bcc: other@example.org";
    Alert alert = Pages.alert(Kind.FIRING, evil, Pages.STARTED_AT, Pages.summary(evil));

    plain().send(new Page(evil, Kind.FIRING, Pages.AT, alert));

    assertThat(received().getSubject())
        .isEqualTo("[FIRING] critical: x Bcc: thief@example.org body Bcc: other@example.org");
    assertThat(received().getHeader("Bcc")).isNull();
    assertThat(header("Message-ID")).matches("<[0-9a-f]{32}@example.org>");
    assertThat(mail.getReceivedMessages()).hasSize(2);
  }

  @Test
  void any_characters_and_long_lines_arrive_whole() throws Exception {
    String summary = "März: ∞ 😀 " + "long ".repeat(400);

    plain().send(Pages.of(Kind.FIRING, Pages.summary(summary)));

    assertThat(received().getSubject())
        .startsWith("[FIRING] critical: März: ∞ 😀 long")
        .hasSize(200);
    assertThat((String) received().getContent()).startsWith(summary);
  }

  @Test
  void a_test_says_that_it_is_one() throws Exception {
    plain().send(Pages.of(Kind.TEST));

    assertThat(received().getSubject()).startsWith("[TEST]");
    assertThat((String) received().getContent()).contains("Nothing is wrong");
  }

  @Test
  void a_user_is_logged_in_and_a_wrong_password_is_refused_without_being_told() {
    mail.setUser("ada@example.org", "ada-user", "right-password");
    int port = mail.getSmtp().getPort();
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
    assertThat(mail.getReceivedMessages()).hasSize(2);
  }

  @Test
  void a_server_that_cannot_be_trusted_gets_nothing() throws Exception {
    Failed untrusted =
        new Failed("its certificate is not trusted, or of another name", Optional.empty());

    assertThat(secured("localhost", SSLContext.getDefault()).send(Pages.of(Kind.FIRING)))
        .isEqualTo(untrusted);
    assertThat(secured("127.0.0.1", keys.context()).send(Pages.of(Kind.FIRING)))
        .isEqualTo(untrusted);
    assertThat(mail.getReceivedMessages()).isEmpty();
  }

  @Test
  void port_465_is_tls_from_the_first_byte_and_any_other_is_not() {
    assertThat(Tls.usual(server(465)).atOnce()).isTrue();
    assertThat(Tls.usual(server(587)).atOnce()).isFalse();
    assertThat(Tls.usual(server(25)).atOnce()).isFalse();
  }

  @Test
  void an_address_that_is_none_is_named_with_the_mend() {
    Email.Settings wrong =
        new Email.Settings(server(25), "qm@example.org", List.of("on call\r\nBcc: x@y"));

    assertThatThrownBy(() -> new Email("mail", wrong))
        .hasMessageStartingWith("'on call Bcc: x@y' is not a mail address")
        .hasMessageEndingWith("write it like oncall@example.org");
  }
}
