package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.Email.Server;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import dev.quartermaster.alerts.channel.Outcome.Refused;
import dev.quartermaster.alerts.channel.Page.Kind;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STARTTLS, and what mail servers refuse. */
class SmtpTest {

  private static final Predicate<InetAddress> NEAR = InetAddress::isLoopbackAddress;

  /** The same server, as if it stood elsewhere. */
  private static final Predicate<InetAddress> FAR = Predicate.not(NEAR);

  private static final Duration PATIENCE = Duration.ofMillis(1500);

  @TempDir private static Path directory;
  private static SSLContext context;

  @BeforeAll
  static void makeKeys() {
    context = Keys.make(directory, "dns:localhost").context();
  }

  private static Outcome send(int port, Predicate<InetAddress> near, SSLContext trusting) {
    return send(new Server("localhost", port, Optional.empty(), Optional.empty()), near, trusting);
  }

  private static Outcome send(Server server, Predicate<InetAddress> near, SSLContext trusting) {
    Email.Settings settings =
        new Email.Settings(
            server, "qm@example.org", List.of("oncall@example.org", "boss@example.org"));
    Tls tls = new Tls(false, near, trusting.getSocketFactory());
    return new Email("mail", settings, tls, PATIENCE).send(Pages.of(Kind.FIRING));
  }

  private static Outcome answered(String to, String answer) {
    return answered(Map.of(to, answer));
  }

  private static Outcome answered(Map<String, String> script) {
    try (SmtpLookAlike server = new SmtpLookAlike(script, Optional.empty())) {
      return send(server.port(), NEAR, context);
    }
  }

  private static Failed failed(String why) {
    return new Failed(why, Optional.empty());
  }

  @Test
  void nothing_but_the_greeting_is_said_before_starttls() {
    try (SmtpLookAlike server = new SmtpLookAlike(Map.of(), Optional.of(context))) {
      assertThat(send(server.port(), FAR, context)).isInstanceOf(Accepted.class);

      List<String> clear =
          server.transcript().stream().filter(line -> !line.startsWith("TLS ")).toList();
      assertThat(clear).hasSize(2);
      assertThat(clear.get(0)).startsWith("EHLO");
      assertThat(clear.get(1)).isEqualTo("STARTTLS");
      assertThat(server.transcript()).contains("TLS DATA", "TLS Auto-Submitted: auto-generated");
    }
  }

  @Test
  void a_server_elsewhere_that_offers_no_starttls_gets_neither_mail_nor_password() {
    Optional<String> secret = Optional.of("secret");
    try (SmtpLookAlike server = new SmtpLookAlike(Map.of(), Optional.empty())) {
      assertThat(send(new Server("localhost", server.port(), secret, secret), FAR, context))
          .isInstanceOfSatisfying(
              Refused.class,
              refused -> assertThat(refused.why()).startsWith("it offers no STARTTLS"));
      assertThat(server.transcript()).noneMatch(line -> line.matches("(AUTH|MAIL|DATA).*"));
    }
  }

  @Test
  void a_server_elsewhere_must_show_a_certificate_that_is_trusted() throws Exception {
    try (SmtpLookAlike server = new SmtpLookAlike(Map.of(), Optional.of(context))) {
      assertThat(send(server.port(), FAR, SSLContext.getDefault()))
          .isEqualTo(failed("its certificate is not trusted, or of another name"));
      assertThat(
              send(
                  new Server("127.0.0.1", server.port(), Optional.empty(), Optional.empty()),
                  FAR,
                  context))
          .isEqualTo(failed("its certificate is not trusted, or of another name"));
      assertThat(server.transcript()).noneMatch(line -> line.contains("MAIL"));
    }
  }

  @Test
  void a_server_on_this_machine_may_show_any_certificate_or_none() throws Exception {
    try (SmtpLookAlike server = new SmtpLookAlike(Map.of(), Optional.of(context))) {
      assertThat(send(server.port(), NEAR, SSLContext.getDefault())).isInstanceOf(Accepted.class);
      assertThat(server.transcript()).contains("TLS DATA");
    }
    assertThat(answered(Map.of())).isInstanceOf(Accepted.class);
  }

  @Test
  void starttls_that_is_not_to_be_had_now_is_tried_again() {
    try (SmtpLookAlike server =
        new SmtpLookAlike(Map.of("STARTTLS", "454 no keys"), Optional.of(context))) {
      assertThat(send(server.port(), FAR, context)).isEqualTo(failed("it answered 454: no keys"));
    }
  }

  @Test
  void what_may_pass_is_tried_again_and_what_will_not_is_refused() {
    for (String stage : List.of("GREETING", "MAIL", "DATA", ".")) {
      assertThat(answered(stage, "421 later"))
          .as(stage)
          .isEqualTo(failed("it answered 421: later"));
      assertThat(answered(stage, "554 never"))
          .as(stage)
          .isEqualTo(new Refused("it answered 554: never"));
    }
  }

  @Test
  void one_recipient_who_is_not_known_keeps_the_page_from_no_other() {
    assertThat(answered("RCPT TO:<boss@", "550 no boss@example.org here"))
        .isEqualTo(
            new Accepted(
                Optional.of("<msg_firing_1@example.org>; but not for all: 550 no *** here")));
  }

  @Test
  void when_nobody_is_taken_one_who_may_be_later_is_worth_another_try() {
    assertThat(answered("RCPT", "550 no such user"))
        .isEqualTo(new Refused("it takes nobody of 'to': 550 no such user; 550 no such user"));
    assertThat(
            answered(Map.of("RCPT TO:<oncall@", "450 greylisted", "RCPT TO:<boss@", "550 unknown")))
        .isEqualTo(failed("it takes nobody of 'to': 450 greylisted; 550 unknown"));
  }

  @Test
  void each_way_of_not_answering_is_told_in_time() {
    Map<Fault, String> words =
        Map.of(
            Fault.DEAD, "it cannot be connected to",
            Fault.BLACK_HOLE, "no answer within 1500 ms",
            Fault.DRIBBLE, "no answer within 1500 ms");
    words.forEach(
        (fault, why) -> {
          try (FaultyServer server = new FaultyServer(fault, "220-", ".")) {
            assertThat(send(server.port(), NEAR, context)).as("%s", fault).isEqualTo(failed(why));
          }
        });
    try (FaultyServer server = new FaultyServer(Fault.HANG_UP, "220-", "")) {
      assertThat(send(server.port(), NEAR, context)).isInstanceOf(Failed.class);
    }
  }

  @Test
  void a_server_that_talks_without_an_end_is_not_heard_out() {
    for (String piece : List.of("220-" + ".".repeat(200) + "\r\n", ".".repeat(200))) {
      try (FaultyServer server = new FaultyServer(Fault.FLOOD, "220-", piece)) {
        assertThat(send(server.port(), NEAR, context))
            .isEqualTo(failed("it broke off: IOException"));
      }
    }
  }

  @Test
  void a_name_that_nobody_knows_is_told_without_it() {
    Server server = new Server("no-such-host.invalid", 25, Optional.empty(), Optional.empty());

    assertThat(send(server, NEAR, context)).isEqualTo(failed("its name is not known"));
  }
}
