package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Forgetting;
import dev.quartermaster.alerts.timetable.Interval;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForgettingTest {

  private World given;
  private Provider pager;

  @BeforeEach
  void a_channel() {
    given = World.of(ForgettingTest.class);
    pager = given.provider("pager");
    prove();
  }

  @AfterEach
  void close() {
    given.close();
  }

  @Test
  void a_channel_that_nobody_has_configured_for_a_week_is_forgotten() {
    given.database().run(handle -> ChannelRecords.configured(handle, List.of("removed")));

    for (int day = 0; day < ChannelRecords.KEPT.toDays(); day++) {
      given.passes(Duration.ofDays(1));
      prove();
      forget();
    }
    assertThat(channels()).containsExactly("pager", "removed");
    given.passes(Duration.ofSeconds(1));
    forget();

    assertThat(channels()).containsExactly("pager");
  }

  @Test
  void one_that_was_forgotten_while_no_node_ran_is_proved_when_one_does_again() {
    given.passes(ChannelRecords.KEPT.plusSeconds(1));
    forget();
    assertThat(channels()).isEmpty();

    prove();

    assertThat(given.channel("pager").state(given.now()).isGood()).isTrue();
  }

  @Test
  void a_test_of_a_channel_is_forgotten_with_the_alerts_of_its_time() {
    given.sender("hk-1");
    given.awaitDelivery("pager", given.test("test-1", "pager"), "accepted 1");

    given.passes(Forgetting.KEPT);
    forget();
    assertThat(given.delivery("pager", "test-1")).isEqualTo("accepted 1");
    given.passes(Duration.ofSeconds(1));
    forget();

    assertThat(given.delivery("pager", "test-1")).isEqualTo("none");
  }

  private void prove() {
    SelfTest.prove(
        given.database(),
        List.of(pager),
        new SelfTest.Settings("test", "hk-1", new Interval(Duration.ofDays(1))));
  }

  private void forget() {
    given.database().run(Forgetting::some);
  }

  private List<String> channels() {
    return given.database().transaction(ChannelRecords::all).stream()
        .map(ChannelRecord::name)
        .toList();
  }
}
