package dev.quartermaster.alerts.channel;

import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import javax.net.ssl.SSLContext;

/**
 * A provider that is reached by HTTP, through a gate. With a fault of TLS it is configured by an
 * https address; its mend is the plain one, for this machine trusts none of the tests' keys.
 */
final class HttpDestination implements Destination {

  /** The longest that is waited for an answer. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Set<ChannelFault> OF_PROGRAMS =
      EnumSet.range(ChannelFault.MISSING, ChannelFault.KILLED);

  /**
   * What is behind the gate.
   *
   * @param lie the answer by which it says that it has taken a page
   * @param channel to it at an address
   */
  record Behind(int port, String lie, Function<URI, Channel> channel, Incidents incidents) {}

  /** What it has, by the subject of the alert. */
  record Incidents(ToIntFunction<String> open, ToIntFunction<String> ever) {}

  private final Behind behind;
  private final Map<ChannelFault, SSLContext> badKeys;
  private final Runnable closing;
  private final Gate gate = Gate.shut();
  private volatile Channel channel;

  HttpDestination(Behind behind, Map<ChannelFault, SSLContext> badKeys, Runnable closing) {
    this.behind = behind;
    this.badKeys = badKeys;
    this.closing = closing;
    this.channel = channel("http");
    isWell();
  }

  private Channel channel(String scheme) {
    return behind.channel().apply(URI.create(scheme + "://localhost:" + gate.port()));
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public Set<ChannelFault> faults() {
    return EnumSet.complementOf(EnumSet.copyOf(OF_PROGRAMS));
  }

  @Override
  public void suffers(ChannelFault fault) {
    SSLContext keys = badKeys.get(fault);
    if (keys != null) {
      channel = channel("https");
      gate.open(behind.port(), Optional.of(keys), Duration.ZERO);
      return;
    }
    switch (fault) {
      case DEAD -> gate.dead();
      case BLACK_HOLE -> gate.blackHole();
      case DEAF -> gate.deaf();
      case TOO_SLOW -> gate.open(behind.port(), Optional.empty(), PATIENCE.multipliedBy(3));
      case SLOW -> gate.open(behind.port(), Optional.empty(), PATIENCE.dividedBy(3));
      case BUSY -> gate.answers(answer("429 Too Many Requests", "", "slow down"));
      case BUSY_FOR_A_MINUTE ->
          gate.answers(answer("429 Too Many Requests", "Retry-After: 60\r\n", "slow down"));
      case BROKEN -> gate.answers(answer("500 Internal Server Error", "", "oh no"));
      case LYING -> gate.answers(behind.lie());
      default -> throw new IllegalArgumentException("no fault of this kind of channel: " + fault);
    }
  }

  static String answer(String status, String headers, String body) {
    return "HTTP/1.1 %s\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s"
        .formatted(status, headers, body.length(), body);
  }

  @Override
  public void isWell() {
    channel = channel("http");
    gate.open(behind.port());
  }

  @Override
  public int open(String subject) {
    return behind.incidents().open().applyAsInt(subject);
  }

  @Override
  public int ever(String subject) {
    return behind.incidents().ever().applyAsInt(subject);
  }

  @Override
  public void close() {
    gate.close();
    closing.run();
  }
}
