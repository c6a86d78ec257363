package dev.quartermaster.alerts.channel;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/**
 * GreenMail, reached over TLS through a gate; what it cannot be brought to do, a look-alike does.
 */
final class MailDestination implements Destination {

  private static final Duration PATIENCE = HttpDestination.PATIENCE;

  private final Certificates keys;
  private final MailServer mail;
  private final SmtpLookAlike busy = scripted(Map.of("GREETING", "421 too many connections"));
  private final SmtpLookAlike broken = scripted(Map.of(".", "451 local error"));
  private final SmtpLookAlike lying = scripted(Map.of());
  private final Gate gate = Gate.shut();
  private final Channel channel;

  MailDestination(Certificates keys, Path directory) {
    this.keys = keys;
    this.mail = new MailServer(Keys.make(directory, "dns:localhost"));
    Tls tls = new Tls(true, address -> false, keys.trusting().getSocketFactory());
    Email.Server server =
        new Email.Server("localhost", gate.port(), Optional.empty(), Optional.empty());
    this.channel =
        new Email(
            "email",
            new Email.Settings(server, "qm@example.org", List.of("oncall@example.org")),
            tls,
            PATIENCE);
    isWell();
  }

  private static SmtpLookAlike scripted(Map<String, String> script) {
    return new SmtpLookAlike(script, Optional.empty());
  }

  @Override
  public Channel channel() {
    return channel;
  }

  /** Nobody says by SMTP when to come again. */
  @Override
  public Set<ChannelFault> faults() {
    Set<ChannelFault> faults = EnumSet.range(ChannelFault.DEAD, ChannelFault.LYING);
    faults.remove(ChannelFault.BUSY_FOR_A_MINUTE);
    return faults;
  }

  @Override
  public void suffers(ChannelFault fault) {
    switch (fault) {
      case DEAD -> gate.dead();
      case BLACK_HOLE -> gate.blackHole();
      case DEAF -> gate.deaf();
      case TOO_SLOW -> open(mail.plainPort(), keys.good(), PATIENCE.multipliedBy(3));
      case SLOW -> open(mail.plainPort(), keys.good(), PATIENCE.dividedBy(3));
      case BUSY -> open(busy.port(), keys.good(), Duration.ZERO);
      case BROKEN -> open(broken.port(), keys.good(), Duration.ZERO);
      case LYING -> open(lying.port(), keys.good(), Duration.ZERO);
      default ->
          open(
              mail.plainPort(),
              Optional.ofNullable(keys.bad().get(fault)).orElseThrow(),
              Duration.ZERO);
    }
  }

  @Override
  public void isWell() {
    open(mail.plainPort(), keys.good(), Duration.ZERO);
  }

  private void open(int port, SSLContext shown, Duration delay) {
    gate.open(port, Optional.of(shown), delay);
  }

  @Override
  public int open(String subject) {
    return Reader.open(mail.subjects().stream(), subject);
  }

  @Override
  public void close() {
    gate.close();
    mail.close();
    busy.close();
    broken.close();
    lying.close();
  }
}
