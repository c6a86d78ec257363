package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.Outcome.Failed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TroubledChannelTest {

  private World given;
  private Provider pager;
  private Provider mail;
  private long alert;

  @BeforeEach
  void two_channels_and_an_alert() {
    given = World.of(TroubledChannelTest.class);
    pager = given.provider("pager");
    mail = given.provider("mail");
    alert = given.alert("hk-1");
  }

  @AfterEach
  void close() {
    given.close();
  }

  @Test
  void a_later_page_of_an_alert_waits_for_the_earlier_one_and_nothing_else_does() {
    given.sender("hk-1");
    given.sender("hk-2");
    CountDownLatch latch = pager.hangsAt("alert-%d-1".formatted(alert));
    String first = given.tell(alert, 1, List.of("pager", "mail"));
    String second = given.tell(alert, 2, List.of("pager", "mail"));
    String other = given.tell(given.alert("hk-2"), 1, List.of("pager"));

    given.awaitDelivery("mail", second, "accepted 1");
    given.awaitDelivery("pager", other, "accepted 1");
    assertThat(given.delivery("pager", first)).isEqualTo("sending 1");
    assertThat(given.delivery("pager", second)).isEqualTo("queued 0");
    latch.countDown();

    given.awaitDelivery("pager", second, "accepted 1");
    assertThat(pager.taken()).containsExactly(other, first, second);
    assertThat(mail.taken()).containsExactly(first, second);
  }

  @Test
  void a_channel_that_breaks_its_promise_and_throws_has_failed() {
    given.sender("hk-1");
    pager.answers(
        page -> {
          throw new IllegalStateException("https://hooks.example/secret");
        });

    String page = given.tell(alert, 1, List.of("pager"));

    given.awaitDelivery("pager", page, "queued 1 the channel failed: IllegalStateException");
  }

  @Test
  void a_channel_that_never_answers_is_interrupted_and_has_failed() {
    given.sender(
        "hk-1",
        channel -> Rate.USUAL,
        new Sender.Pace(Duration.ofMillis(20), Duration.ofHours(1), Duration.ofSeconds(1)));
    pager.answers(
        page -> {
          LockSupport.park();
          Thread.currentThread().interrupt();
          return new Failed("interrupted", Optional.empty());
        });

    String page = given.tell(alert, 1, List.of("pager"));

    given.awaitDelivery("pager", page, "queued 1 no answer within 1 s");
  }

  @Test
  void a_provider_that_fails_often_in_a_row_is_left_alone_and_then_asked_with_one_page() {
    given.sender(
        "hk-1",
        channel -> Rate.USUAL,
        new Sender.Pace(Duration.ofMillis(20), Duration.ofSeconds(2), Delivering.LONGEST_ANSWER));
    pager.fails();
    String page = given.tell(alert, 1, List.of("pager"));
    for (int attempt = 1; attempt <= Lane.FAILURES; attempt++) {
      given.awaitDelivery("pager", page, "queued %d status 500".formatted(attempt));
      given.passes(Backoff.LONGEST);
    }

    given.test("probe", "mail");
    given.awaitDelivery("mail", "probe", "accepted 1");
    assertThat(pager.asked()).hasSize(Lane.FAILURES);
    pager.isWell();

    given.awaitDelivery("pager", page, "accepted 6");
  }

  @Test
  void no_more_pages_leave_than_the_rate_allows() {
    given.sender("hk-1", channel -> new Rate(2, Duration.ofHours(1)), World.OFTEN);

    for (int i = 0; i < 4; i++) {
      given.tell(given.alert("node " + i), 1, List.of("pager"));
    }
    World.patiently().until(() -> pager.taken().size() == 2);
    String other = given.tell(alert, 1, List.of("mail"));
    given.awaitDelivery("mail", other, "accepted 1");

    assertThat(pager.asked()).hasSize(2);
  }
}
