package dev.quartermaster.alerts.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Page.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogTest {

  private final Logger logger = (Logger) LoggerFactory.getLogger(Log.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(lines);
    logger.setLevel(null);
  }

  @Test
  void a_page_is_one_line_as_loud_as_it_is_severe() {
    Log log = new Log("log");

    assertThat(log.send(Pages.of(Kind.FIRING, Pages.summary("it\nfires\u001b[2J"))))
        .isEqualTo(Accepted.PLAINLY);
    assertThat(log.send(Pages.of(Kind.RESOLVED))).isEqualTo(Accepted.PLAINLY);

    assertThat(lines.list)
        .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
        .containsExactly(
            tuple(
                Level.ERROR,
                "[FIRING] critical: it fires [2J (ScheduleNotFiring, alert A-7, since 2024-05-03T04:01:00Z)"),
            tuple(
                Level.INFO,
                "[RESOLVED] critical: cpu-reset has not fired for 3 minutes (ScheduleNotFiring, alert A-7, since 2024-05-03T04:01:00Z)"));
  }
}
