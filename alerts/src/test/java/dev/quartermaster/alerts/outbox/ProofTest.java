package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProofTest {

  private World given;
  private Provider pager;
  private long alert;

  @BeforeEach
  void two_channels_and_an_alert() {
    given = World.of(ProofTest.class);
    pager = given.provider("pager");
    given.provider("mail");
    alert = given.alert("hk-1");
  }

  @AfterEach
  void close() {
    given.close();
  }

  @Test
  void a_test_that_was_taken_proves_the_channel() {
    given.sender("hk-1");

    given.test("test-1", "pager");

    given.awaitDelivery("pager", "test-1", "accepted 1");
    assertThat(given.channel("pager").state(given.now()))
        .isEqualTo(new ChannelState.Proven(Duration.ZERO));
    assertThat(given.channel("mail").state(given.now()))
        .isEqualTo(new ChannelState.Unproven(Optional.empty()));
  }

  @Test
  void a_page_that_was_taken_proves_nothing() {
    given.sender("hk-1");

    String page = given.tell(alert, 1, List.of("pager"));

    given.awaitDelivery("pager", page, "accepted 1");
    assertThat(given.channel("pager").state(given.now()))
        .isEqualTo(new ChannelState.Unproven(Optional.empty()));
  }

  @Test
  void a_test_that_the_provider_took_and_does_not_have_proves_the_contrary() {
    given.sender("hk-1");
    pager.shows(new Failed("no such message", Optional.empty()));

    given.test("test-1", "pager");

    given.awaitDelivery("pager", "test-1", "queued 1 taken, but not to be found: no such message");
    assertThat(given.channel("pager").state(given.now())).isInstanceOf(ChannelState.Failing.class);
  }

  @Test
  void a_test_that_the_provider_shows_is_confirmed() {
    given.sender("hk-1");
    pager.shows(Accepted.PLAINLY);

    given.test("test-1", "pager");

    given.awaitDelivery("pager", "test-1", "confirmed 1");
    assertThat(given.channel("pager").state(given.now()).isGood()).isTrue();
  }

  @Test
  void a_channel_that_takes_a_page_again_is_no_longer_failing() {
    given.sender("hk-1");
    pager.fails();
    String page = given.tell(alert, 1, List.of("pager"));
    given.awaitDelivery("pager", page, "queued 1 status 500");
    given.passes(Duration.ofSeconds(11));
    assertThat(given.channel("pager").state(given.now()))
        .isEqualTo(new ChannelState.Failing(Duration.ofSeconds(11), "status 500"));

    pager.isWell();
    given.awaitDelivery("pager", page, "accepted 2");

    assertThat(given.channel("pager").failing()).isEmpty();
  }
}
