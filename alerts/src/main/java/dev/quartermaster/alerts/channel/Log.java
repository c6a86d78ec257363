package dev.quartermaster.alerts.channel;

import dev.quartermaster.alerts.channel.Outcome.Accepted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The log, in one line. It reaches who reads it, and nobody wakes by it. */
public final class Log implements Channel {

  private static final Logger LOG = LoggerFactory.getLogger(Log.class);

  private final String name;

  /** Of that name. */
  public Log(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome send(Page page) {
    Page.Alert alert = page.alert();
    LOG.atLevel(level(page))
        .log(
            "{} ({}, alert {}, since {})",
            Headline.of(page),
            Words.line(alert.name()),
            Words.line(alert.id()),
            alert.startedAt());
    return Accepted.PLAINLY;
  }

  private static Level level(Page page) {
    if (page.kind() != Page.Kind.FIRING) {
      return Level.INFO;
    }
    return switch (page.alert().severity()) {
      case CRITICAL -> Level.ERROR;
      case WARNING -> Level.WARN;
      case INFO -> Level.INFO;
    };
  }
}
