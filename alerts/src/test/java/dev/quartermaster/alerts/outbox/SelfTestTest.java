package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SelfTestTest {

  /** It fires at midnight. */
  private static final Timetable DAILY = new Interval(Duration.ofDays(1));

  private static final Instant NOW = Instant.parse("2024-05-03T00:00:00Z");

  private World given;
  private Provider pager;

  @BeforeEach
  void a_channel() {
    given = World.of(SelfTestTest.class);
    pager = given.provider("pager");
    given.database().run(handle -> ChannelRecords.configured(handle, List.of("pager")));
  }

  @AfterEach
  void close() {
    given.close();
  }

  @Test
  void a_new_channel_is_proved_at_once_and_then_by_the_timetable() {
    assertThat(prove()).singleElement().matches(Proof::ok);
    assertThat(given.channel("pager").state(given.now()).isGood()).isTrue();

    given.passes(Duration.ofHours(14));
    assertThat(prove()).isEmpty();
    given.passes(Duration.ofHours(1));
    assertThat(prove()).hasSize(1);
  }

  @Test
  void of_two_who_call_it_at_once_one_tests() {
    CountDownLatch latch = new CountDownLatch(1);
    pager.hangsUntil(latch);
    CompletableFuture<List<Proof>> one = CompletableFuture.supplyAsync(this::prove);
    CompletableFuture<List<Proof>> other = CompletableFuture.supplyAsync(this::prove);
    World.patiently().until(() -> one.isDone() || other.isDone());
    latch.countDown();

    List<Proof> all = new ArrayList<>(one.join());
    all.addAll(other.join());
    assertThat(all).hasSize(1);
    assertThat(pager.asked()).hasSize(1);
  }

  @Test
  void one_that_did_not_take_its_daily_test_is_tried_again_before_it_counts_as_broken() {
    prove();
    given.passes(Duration.ofDays(1));
    pager.fails();
    assertThat(prove()).singleElement().extracting(Proof::ok).isEqualTo(false);
    given.passes(SelfTest.AGAIN.minusSeconds(1));
    assertThat(prove()).isEmpty();

    pager.isWell();
    given.passes(Duration.ofSeconds(1));
    prove();

    assertThat(given.channel("pager").state(given.now()).isGood()).isTrue();
    assertThat(SelfTest.AGAIN).isLessThan(ChannelRecord.BROKEN_AFTER);
  }

  @Test
  void what_is_due() {
    Optional<Instant> tested = Optional.of(NOW);

    assertThat(SelfTest.isDue(Optional.empty(), false, DAILY, NOW)).isTrue();
    assertThat(SelfTest.isDue(tested, true, DAILY, NOW.plusSeconds(86_399))).isFalse();
    assertThat(SelfTest.isDue(tested, true, DAILY, NOW.plusSeconds(86_400))).isTrue();
    assertThat(SelfTest.isDue(tested, false, DAILY, NOW.plusSeconds(299))).isFalse();
    assertThat(SelfTest.isDue(tested, false, DAILY, NOW.plusSeconds(300))).isTrue();
  }

  private List<Proof> prove() {
    return SelfTest.prove(
        given.database(), List.of(pager), new SelfTest.Settings("test", "hk-1", DAILY));
  }
}
