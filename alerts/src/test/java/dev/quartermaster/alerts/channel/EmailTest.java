package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.alerts.channel.Email.Server;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Page.Alert;
import dev.quartermaster.alerts.channel.Page.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mail says, as a real mail server gets it. */
class EmailTest {

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

  private static Email plain() {
    return channel(server(mail.plainPort()));
  }

  @Test
  void a_page_arrives_as_plain_text_for_all() throws Exception {
    assertThat(plain().send(Pages.of(Kind.FIRING)))
        .isEqualTo(new Accepted(Optional.of("<msg_firing_1@example.org>")));

    assertThat(mail.count()).isEqualTo(2);
    assertThat(mail.last().getSubject())
        .isEqualTo("[FIRING] critical: cpu-reset has not fired for 3 minutes");
    assertThat(mail.header("From")).isEqualTo("qm@example.org");
    assertThat(mail.header("To")).isEqualTo("oncall@example.org, boss@example.org");
    assertThat(mail.header("Auto-Submitted")).isEqualTo("auto-generated");
    assertThat(mail.last().getContentType()).startsWith("text/plain");
    assertThat(mail.text())
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
    String thread = mail.header("References");
    assertThat(mail.header("In-Reply-To")).isEqualTo(thread);

    plain().send(Pages.of(Kind.RESOLVED));
    assertThat(mail.header("References")).isEqualTo(thread);
    assertThat(mail.header("Message-ID")).isEqualTo("<msg_resolved_1@example.org>");

    Alert next =
        Pages.alert(Kind.FIRING, Pages.DEDUP_KEY, Pages.STARTED_AT.plusSeconds(1), Pages.TEXT);
    plain().send(Pages.of(Kind.FIRING, next));
    assertThat(mail.header("References")).isNotEqualTo(thread);
  }

  @Test
  void no_text_becomes_a_header() throws Exception {
    String evil = "x\r\nBcc: thief@example.org\r\n\r\nbody\u2028Bcc: other@example.org";
    Alert alert = Pages.alert(Kind.FIRING, evil, Pages.STARTED_AT, Pages.summary(evil));

    plain().send(new Page(evil, Kind.FIRING, Pages.AT, alert));

    assertThat(mail.last().getSubject())
        .isEqualTo("[FIRING] critical: x Bcc: thief@example.org body Bcc: other@example.org");
    assertThat(mail.header("Bcc")).isNull();
    assertThat(mail.header("Message-ID")).matches("<[0-9a-f]{32}@example.org>");
    assertThat(mail.count()).isEqualTo(2);
  }

  @Test
  void any_characters_and_long_lines_arrive_whole() throws Exception {
    String summary = "März: ∞ 😀 " + "long ".repeat(400);

    plain().send(Pages.of(Kind.FIRING, Pages.summary(summary)));

    assertThat(mail.last().getSubject())
        .startsWith("[FIRING] critical: März: ∞ 😀 long")
        .hasSize(200);
    assertThat(mail.text()).startsWith(summary);
  }

  @Test
  void a_test_says_that_it_is_one() throws Exception {
    plain().send(Pages.of(Kind.TEST));

    assertThat(mail.last().getSubject()).startsWith("[TEST]");
    assertThat(mail.text()).contains("Nothing is wrong");
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
