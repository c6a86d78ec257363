package dev.quartermaster.alerts.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.outbox.ChannelRecord;
import dev.quartermaster.alerts.outbox.ChannelRecord.Last;
import dev.quartermaster.alerts.outbox.ChannelRecord.Trouble;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChannelSourceTest {

  private static final Instant NOW = Instant.parse("2024-05-03T09:00:00Z");
  private static final Duration DAY = Duration.ofHours(26);

  @Test
  void one_that_has_failed_for_more_than_ten_minutes_is_broken_and_says_why() {
    Trouble trouble = new Trouble(NOW.minus(Duration.ofMinutes(10)), "status 500");
    ChannelRecord channel = channel(Optional.of(NOW), Optional.of(trouble));

    assertThat(ChannelSource.judge(channel, NOW)).isEmpty();
    Condition broken = ChannelSource.judge(channel, NOW.plusSeconds(1)).orElseThrow();

    assertThat(broken.cause()).isEqualTo(new Cause("ChannelBroken", "pager"));
    assertThat(broken.text().summary()).contains("10 min", "status 500");
    assertThat(broken.since()).isEqualTo(trouble.since());
  }

  @Test
  void one_that_was_not_proved_for_26_hours_is_unproven() {
    ChannelRecord channel = channel(Optional.of(NOW.minus(DAY)), Optional.empty());

    assertThat(ChannelSource.judge(channel, NOW)).isEmpty();
    assertThat(ChannelSource.judge(channel, NOW.plusSeconds(1)))
        .map(Condition::cause)
        .contains(new Cause("ChannelUnproven", "pager"));
  }

  @Test
  void one_that_was_just_configured_is_about_to_be_proved() {
    ChannelRecord channel = channel(Optional.empty(), Optional.empty());

    assertThat(ChannelSource.judge(channel, NOW.minus(Duration.ofHours(1)))).isEmpty();
    assertThat(ChannelSource.judge(channel, NOW)).isPresent();
  }

  @Test
  void on_the_database_only_those_count_that_are_configured() {
    try (TestDatabase test = TestDatabase.of(ChannelSourceTest.class)) {
      test.clockAt(NOW);
      test.database()
          .run(
              handle ->
                  handle.execute(
                      """
                      INSERT INTO channel (name, configured_at, failing_since, error)
                      SELECT name, qm_now() - interval '2 days', qm_now() - interval '1 hour', 'status 500'
                        FROM unnest(ARRAY['pager', 'removed']) AS name
                      """));

      assertThat(look(test)).extracting(its -> its.cause().subject()).containsExactly("pager");
    }
  }

  @Test
  void a_page_that_reached_nobody_is_news_for_a_day() {
    try (TestDatabase test = TestDatabase.of(ChannelSourceTest.class)) {
      test.clockAt(NOW);
      test.database()
          .run(
              handle ->
                  handle.execute(
                      """
                      INSERT INTO delivery (seq, channel, page_id, page, state, others, settled_at, error, expires_at)
                      VALUES (0, 'pager', 'alert-1-2', '{}', 'dead', '{}', qm_now(), 'status 400', qm_now())
                      """));

      assertThat(look(test))
          .singleElement()
          .satisfies(its -> assertThat(its.text().summary()).startsWith("1 page reached nobody"));
      test.clockForward(Duration.ofDays(1));
      assertThat(look(test)).isEmpty();
    }
  }

  private static List<Condition> look(TestDatabase test) {
    return test.database()
        .transaction(
            handle ->
                new ChannelSource(() -> Set.of("pager")).look(handle, DatabaseClock.now(handle)));
  }

  private static ChannelRecord channel(Optional<Instant> proved, Optional<Trouble> failing) {
    return new ChannelRecord(
        "pager",
        NOW.minus(DAY).minusSeconds(1),
        new Last(proved, Optional.empty(), Optional.empty()),
        failing);
  }
}
