package dev.quartermaster.jobs.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecordingTest {

  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private final List<List<PlannedTime>> calls = new ArrayList<>();
  private final Set<String> failing = new HashSet<>();
  private long nanos;
  private Duration call = Duration.ofMillis(5);
  private Map<String, String> refused = Map.of();
  private final Recording recording = new Recording(this::put, () -> nanos);

  @Test
  void what_comes_together_is_put_on_record_at_once() {
    assertThat(recording.record(planned(100))).isEqualTo(planned(100));

    assertThat(calls).containsExactly(planned(100));
    assertThat(recording.resting()).isEmpty();
  }

  @Test
  void one_that_fails_does_not_keep_the_others_from_their_records() {
    failing.add("s-42");

    List<PlannedTime> recorded = recording.record(planned(1_000));

    assertThat(recorded).hasSize(999).doesNotContain(planned(1_000).get(42));
    assertThat(calls).hasSizeLessThan(25);
    assertThat(recording.resting()).containsExactly("s-42");
  }

  @Test
  void one_that_is_refused_is_found_without_a_search() {
    refused = Map.of("s-3", "it is early");

    List<PlannedTime> recorded = recording.record(planned(10));

    assertThat(recorded).hasSize(9).doesNotContain(planned(10).get(3));
    assertThat(calls).hasSize(1);
    assertThat(recording.resting()).containsExactly("s-3");
  }

  @Test
  void the_one_that_failed_rests_for_a_moment() {
    failing.add("s-0");
    assertThat(recording.record(planned(1))).isEmpty();

    nanos += Recording.REST.toNanos() - 1;
    assertThat(recording.resting()).containsExactly("s-0");

    nanos += 1;
    assertThat(recording.resting()).isEmpty();
  }

  @Test
  void when_all_fail_slowly_it_is_not_one_of_them_and_nobody_is_searched_for() {
    IntStream.range(0, 1_000).forEach(n -> failing.add("s-" + n));
    call = Duration.ofSeconds(10);

    assertThat(recording.record(planned(1_000))).isEmpty();

    assertThat(calls).hasSize(1);
    assertThat(recording.resting()).hasSize(1_000);
  }

  private Map<String, String> put(List<PlannedTime> planned) {
    calls.add(List.copyOf(planned));
    nanos += call.toNanos();
    if (planned.stream().anyMatch(one -> failing.contains(one.schedule()))) {
      throw new IllegalStateException("cannot be put on record");
    }
    return refused;
  }

  private static List<PlannedTime> planned(int count) {
    return IntStream.range(0, count).mapToObj(n -> new PlannedTime("s-" + n, NOON)).toList();
  }
}
