package dev.quartermaster.alerts.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.outbox.ChannelRecord.Last;
import dev.quartermaster.alerts.outbox.ChannelRecord.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChannelRecordTest {

  private static final Instant NOW = Instant.parse("2024-05-03T09:00:00Z");

  @Test
  void a_test_that_was_taken_proves_a_channel_for_26_hours() {
    assertThat(proved(Duration.ofHours(26)))
        .isEqualTo(new ChannelState.Proven(Duration.ofHours(26)));
    assertThat(proved(Duration.ofHours(26).plusSeconds(1)))
        .isEqualTo(new ChannelState.Unproven(Optional.of(Duration.ofHours(26).plusSeconds(1))));
  }

  @Test
  void a_channel_is_broken_once_it_has_failed_for_more_than_ten_minutes() {
    assertThat(failing(Duration.ofMinutes(10)))
        .isEqualTo(new ChannelState.Failing(Duration.ofMinutes(10), "status 500"));
    assertThat(failing(Duration.ofMinutes(11)))
        .isEqualTo(new ChannelState.Broken(Duration.ofMinutes(11), "status 500"));
  }

  private static ChannelState proved(Duration ago) {
    return record(Optional.of(NOW.minus(ago)), Optional.empty());
  }

  private static ChannelState failing(Duration since) {
    return record(Optional.of(NOW), Optional.of(new Trouble(NOW.minus(since), "status 500")));
  }

  private static ChannelState record(Optional<Instant> proved, Optional<Trouble> trouble) {
    return new ChannelRecord(
            "pager", NOW, new Last(proved, Optional.empty(), Optional.empty()), trouble)
        .state(NOW);
  }
}
