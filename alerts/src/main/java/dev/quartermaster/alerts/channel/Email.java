package dev.quartermaster.alerts.channel;

import dev.quartermaster.alerts.channel.Outcome.Failed;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Mail by SMTP, over TLS from the first byte on port 465, else by STARTTLS. Only a server on a
 * loopback address may do without. All mails about one alert are one thread.
 */
public final class Email implements Channel {

  private final String name;
  private final Settings settings;
  private final Tls tls;
  private final Words words;
  private final Duration patience;

  /**
   * A mail server.
   *
   * @param user who logs in; nobody does without one
   */
  public record Server(String host, int port, Optional<String> user, Optional<String> password) {
    @Override
    public String toString() {
      return "Server[port=" + port + "]";
    }
  }

  /** How it is reached, and who is written to; each address without a name before it. */
  public record Settings(Server server, String from, List<String> to) {
    public Settings {
      to = List.copyOf(to);
      if (to.isEmpty()) {
        throw new IllegalArgumentException("to is empty; name who is told");
      }
    }
  }

  /**
   * By these settings.
   *
   * @throws IllegalArgumentException names the address that is none
   */
  public Email(String name, Settings settings) {
    this(name, settings, Tls.usual(settings.server()), Deadline.PATIENCE);
  }

  Email(String name, Settings settings, Tls tls, Duration patience) {
    this.name = name;
    this.settings = settings;
    this.tls = tls;
    this.words = Words.without(secrets(settings));
    this.patience = patience;
    address(settings.from());
    settings.to().forEach(Email::address);
  }

  private static List<String> secrets(Settings settings) {
    List<String> secrets = new ArrayList<>(settings.to());
    secrets.add(settings.from());
    secrets.add(settings.server().host());
    settings.server().user().ifPresent(secrets::add);
    settings.server().password().ifPresent(secrets::add);
    return secrets;
  }

  static InternetAddress address(String text) {
    try {
      return new InternetAddress(text, true);
    } catch (AddressException e) {
      throw new IllegalArgumentException(
          "'%s' is not a mail address: %s; write it like oncall@example.org"
              .formatted(Words.line(text), e.getMessage()),
          e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome send(Page page) {
    Deadline deadline = Deadline.in(patience);
    try (Connection connection = new Connection(settings.server(), tls, deadline)) {
      return CompletableFuture.supplyAsync(
              () -> new Smtp(settings, tls, words).send(page, connection, deadline),
              Background.THREADS)
          .orTimeout(deadline.leftMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (CompletionException e) {
      return new Failed(Unreached.why(e, deadline), Optional.empty());
    }
  }
}
