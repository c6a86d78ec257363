package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.HttpReceiver.Answer;
import dev.quartermaster.alerts.channel.HttpReceiver.Got;
import dev.quartermaster.alerts.channel.Page.Kind;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens on any channel, what is said of it holds neither a secret nor an address. */
class NothingToldTest {

  private static final Duration PATIENCE = Duration.ofMillis(250);
  private static final String ROUTING_KEY = "R0SECRET9abcdefghijklmnopqrstuvw";
  private static final String SIGNING = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String PATH = "/services/T0SECRET1/B0SECRET2?token=qu3rySECRET";
  private static final String USER = "us3rSECRET:p%40ssSECRET";

  private static final List<String> SECRETS =
      List.of(
          ROUTING_KEY,
          SIGNING,
          "T0SECRET1",
          "B0SECRET2",
          "qu3rySECRET",
          "us3rSECRET",
          "p%40ssSECRET",
          "p@ssSECRET",
          "127.0.0.1",
          "localhost",
          "secret-host",
          "dXMzclNFQ1JFVDpwQHNzU0VDUkVU",
          "argSECRET",
          "qm@example.org",
          "oncall@example.org");

  @TempDir private Path directory;

  private static URI url(String host) {
    return URI.create("http://" + USER + "@" + host + PATH);
  }

  private static List<Channel> byHttp(URI url) {
    InstantSource clock = InstantSource.fixed(Instant.EPOCH);
    return List.of(
        new PagerDuty("p", new PagerDuty.Settings(url, ROUTING_KEY, "us"), PATIENCE),
        new Alertmanager("a", new Alertmanager.Settings(List.of(url), "us", clock), PATIENCE),
        new Slack("s", new Slack.Settings(url), PATIENCE),
        new Webhook("w", new Webhook.Settings(url, Optional.of(SIGNING), clock), PATIENCE));
  }

  private static Email mail(String host, int port, Tls tls) {
    Email.Server server =
        new Email.Server(host, port, Optional.of("us3rSECRET"), Optional.of("p@ssSECRET"));
    return new Email(
        "m",
        new Email.Settings(server, "qm@example.org", List.of("oncall@example.org")),
        tls,
        PATIENCE);
  }

  /** All that is said of sending all there is. */
  private static Stream<String> said(Channel channel) {
    return Stream.of(Kind.values()).flatMap(kind -> said(channel, kind));
  }

  private static Stream<String> said(Channel channel, Kind kind) {
    Page page = Pages.of(kind);
    return Stream.concat(Stream.of(channel.send(page)), channel.readBack(page).stream())
        .map(Outcome::toString);
  }

  private static void assertSilent(Stream<String> said) {
    List<String> all = said.toList();
    assertThat(all).isNotEmpty();
    for (String words : all) {
      String lower = words.toLowerCase(Locale.ROOT);
      assertThat(SECRETS).noneMatch(secret -> lower.contains(secret.toLowerCase(Locale.ROOT)));
    }
  }

  /** Says all that it got, as some servers do, in several shapes. */
  private static Function<Got, Answer> gossip(int status) {
    return got -> {
      List<String> all = new ArrayList<>();
      all.add(got.uri());
      all.add("http://" + got.header("Host") + got.uri());
      got.exchange().getRequestHeaders().forEach((name, values) -> all.add(name + "=" + values));
      all.add(got.body().replaceAll("[{}\"]", " "));
      all.add(SIGNING);
      String text = String.join(" ", all).toUpperCase(Locale.ROOT);
      String json = Json.of(Map.of("message", text, "errors", List.of(text), "dedup_key", text));
      return new Answer(status, Map.of(), status % 2 == 0 ? json : text);
    };
  }

  @Test
  void not_when_the_other_side_repeats_what_it_was_sent() {
    for (int status : new int[] {200, 202, 302, 400, 401, 403, 404, 410, 422, 429, 500, 503}) {
      try (HttpReceiver receiver = new HttpReceiver(gossip(status))) {
        URI url = url("127.0.0.1:" + receiver.url("/").getPort());
        assertSilent(byHttp(url).stream().flatMap(channel -> said(channel, Kind.FIRING)));
      }
    }
  }

  @Test
  void not_when_the_other_side_cannot_be_talked_to() {
    for (Fault fault : Fault.values()) {
      try (FaultyServer server = FaultyServer.http(fault, 500)) {
        URI plain = url("localhost:" + server.port());
        URI tls = URI.create(plain.toString().replace("http:", "https:"));
        Stream<Channel> all = Stream.of(plain, tls).flatMap(url -> byHttp(url).stream());
        assertSilent(all.map(channel -> channel.send(Pages.of(Kind.FIRING)).toString()));
      }
    }
    assertSilent(byHttp(url("secret-host.invalid")).stream().flatMap(NothingToldTest::said));
  }

  @Test
  void not_by_mail() throws Exception {
    SSLContext keys = Keys.make(directory, "dns:elsewhere").context();
    Tls near = new Tls(false, address -> true, keys.getSocketFactory());
    Tls far = new Tls(false, address -> false, keys.getSocketFactory());
    Tls atOnce = new Tls(true, address -> false, keys.getSocketFactory());
    String gossip = " no: us3rSECRET p@ssSECRET at localhost, <oncall@example.org> qm@example.org";
    for (String stage : List.of("GREETING", "AUTH", "MAIL", "RCPT", "DATA", ".", "STARTTLS")) {
      for (String code : List.of("454", "554", "250")) {
        try (SmtpLookAlike server =
            new SmtpLookAlike(Map.of(stage, code + gossip), Optional.of(keys))) {
          assertSilent(
              Stream.of(near, far)
                  .map(tls -> mail("localhost", server.port(), tls))
                  .map(channel -> channel.send(Pages.of(Kind.FIRING)).toString()));
        }
      }
    }
    for (Fault fault : Fault.values()) {
      try (FaultyServer server = new FaultyServer(fault, "220-", "x")) {
        assertSilent(said(mail("localhost", server.port(), near), Kind.FIRING));
      }
    }
    try (SmtpLookAlike server = new SmtpLookAlike(Map.of(), Optional.of(keys))) {
      assertSilent(said(mail("localhost", server.port(), atOnce), Kind.FIRING));
    }
    assertSilent(said(mail("secret-host.invalid", 25, near), Kind.FIRING));
  }

  @Test
  void not_by_a_program() {
    for (String script :
        List.of("echo $1; exit 1", "exec /no/such/argSECRET", "echo $1; sleep 9")) {
      assertSilent(
          said(
              new Command(
                  "c",
                  new Command.Settings(List.of("/bin/sh", "-c", script, "sh", "argSECRET")),
                  PATIENCE),
              Kind.FIRING));
    }
    assertSilent(
        said(new Command("c", new Command.Settings(List.of("/no/such", "argSECRET")), PATIENCE)));
  }

  @Test
  void not_by_the_settings_themselves() {
    URI url = url("secret-host");
    InstantSource clock = InstantSource.system();
    Email.Server server =
        new Email.Server("secret-host", 25, Optional.of("us3rSECRET"), Optional.of("p@ssSECRET"));
    assertSilent(
        Stream.of(
                new PagerDuty.Settings(url, ROUTING_KEY, "us"),
                new Alertmanager.Settings(List.of(url), "us", clock),
                new Slack.Settings(url),
                new Webhook.Settings(url, Optional.of(SIGNING), clock),
                new Command.Settings(List.of("/bin/page", "argSECRET")),
                new Address(url),
                server)
            .map(Object::toString));
  }
}
