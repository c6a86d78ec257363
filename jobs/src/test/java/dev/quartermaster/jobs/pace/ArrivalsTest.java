package dev.quartermaster.jobs.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quartermaster.jobs.pace.Arrivals.Course;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

  private static final Instant NOON = Instant.parse("2026-05-03T12:00:00Z");

  private static BacklogSample sample(long second, long items, long oldest, long done) {
    return new BacklogSample(NOON.plusSeconds(second), items, Duration.ofSeconds(oldest), done);
  }

  private static Arrivals of(BacklogSample... samples) {
    return Arrivals.of(List.of(samples)).orElseThrow();
  }

  @Test
  void without_a_sample_nothing_is_known() {
    assertThat(Arrivals.of(List.of())).isEmpty();
  }

  @Test
  void one_sample_tells_what_waits_and_no_rate() {
    Arrivals arrivals = of(sample(0, 12_400, 180, 7));

    assertThat(arrivals.untilEmpty()).isEmpty();
    assertThat(arrivals.course()).isEmpty();
    assertThat(arrivals.says())
        .isEqualTo("12,400 wait, the oldest for 3 min; too few samples to tell how fast it goes");
  }

  @Test
  void samples_of_less_than_a_second_tell_no_rate() {
    BacklogSample later = new BacklogSample(NOON.plusMillis(400), 10, Duration.ofSeconds(1), 1_000);

    assertThat(of(sample(0, 900, 1, 0), later).flow()).isEmpty();
  }

  @Test
  void a_backlog_that_shrinks_has_its_end() {
    Arrivals arrivals = of(sample(0, 80_400, 170, 0), sample(10, 12_400, 180, 80_000));

    assertThat(arrivals.says())
        .isEqualTo(
            "12,400 wait, the oldest for 3 min; 8,000/s are done, 1,200/s come in: empty in 1.8 s");
    assertThat(arrivals.course()).contains(Course.SHRINKS);
    assertThat(arrivals.untilEmpty()).contains(Duration.ofMillis(1_824));
  }

  @Test
  void arrivals_that_are_faster_than_the_drain_are_said_out_loud() {
    Arrivals arrivals = of(sample(0, 1_000, 1, 0), sample(60, 19_000, 20, 54_000));

    assertThat(arrivals.says())
        .isEqualTo(
            "19,000 wait, the oldest for 20 s; arrivals are faster than the drain: 1,200/s come in, 900/s are done; it grows by 18,000 a minute");
    assertThat(arrivals.course()).contains(Course.GROWS);
    assertThat(arrivals.untilEmpty()).isEmpty();
  }

  @Test
  void a_backlog_that_nobody_works_on_is_said_to_stand_still() {
    Arrivals arrivals = of(sample(0, 5, 600, 42), sample(60, 5, 660, 42));

    assertThat(arrivals.says())
        .isEqualTo(
            "5 wait, the oldest for 11 min; nothing is done, nothing comes in: it stands still");
  }

  @Test
  void as_many_in_as_done_is_no_alarm() {
    Arrivals arrivals = of(sample(0, 100, 50, 0), sample(60, 101, 50, 600));

    assertThat(arrivals.says())
        .isEqualTo(
            "101 wait, the oldest for 50 s; 10/s are done, 10/s come in: it stays about as it is");
    assertThat(arrivals.untilEmpty()).isEmpty();
  }

  @Test
  void a_backlog_that_each_run_empties_does_not_grow_because_it_is_seen_just_before_a_run() {
    Arrivals arrivals =
        of(
            sample(0, 0, 0, 0),
            sample(55, 900, 50, 0),
            sample(65, 0, 0, 1_000),
            sample(115, 900, 50, 1_000),
            sample(125, 0, 0, 2_000),
            sample(175, 900, 50, 2_000));

    assertThat(arrivals.says())
        .isEqualTo(
            "900 wait, the oldest for 50 s; 11/s are done, 17/s come in: it stays about as it is");
  }

  @Test
  void a_backlog_that_runs_do_not_empty_any_more_grows_though_they_do_much_each_time() {
    Arrivals arrivals =
        of(
            sample(0, 1_000, 9, 0),
            sample(60, 2_000, 9, 0),
            sample(61, 1_500, 9, 500),
            sample(120, 2_500, 9, 500),
            sample(121, 2_000, 9, 1_000));

    assertThat(arrivals.course()).contains(Course.GROWS);
  }

  @Test
  void an_empty_backlog_has_no_age() {
    Arrivals arrivals = of(sample(0, 12, 1, 0), sample(60, 0, 0, 24));

    assertThat(arrivals.says()).isEqualTo("nothing waits; 24/min are done, 12/min come in");
    assertThat(arrivals.untilEmpty()).contains(Duration.ZERO);
  }

  @Test
  void one_that_waits_is_said_in_the_singular_and_rare_ones_by_the_hour() {
    assertThat(of(sample(0, 0, 0, 0), sample(7_200, 1, 60, 3)).says())
        .isEqualTo(
            "1 waits, the oldest for 60 s; arrivals are faster than the drain: 2/h come in, 1.5/h are done; it grows by 0.5 an hour");
  }

  @Test
  void a_count_that_was_begun_again_counts_from_there() {
    Arrivals arrivals =
        of(sample(0, 9_000, 9, 1_000_000), sample(10, 900, 9, 100), sample(20, 800, 9, 200));

    assertThat(arrivals.flow().orElseThrow()).isEqualTo(new Arrivals.Flow(0, 10, Course.SHRINKS));
  }

  @Test
  void rates_that_are_given_are_found_again() {
    long seed = Long.getLong("pace.seed", 3);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 1_000; i++) {
      double in = random.nextDouble(0, 2_000);
      double done = random.nextDouble(0, 2_000);
      long begun = random.nextLong(10_000_000, 100_000_000);
      List<BacklogSample> samples = new ArrayList<>();
      for (int second = 0; second <= 600; second += random.nextInt(1, 30)) {
        samples.add(
            sample(second, Math.round(begun + (in - done) * second), 9, Math.round(done * second)));
      }

      Arrivals arrivals = Arrivals.of(samples).orElseThrow();

      assertThat(arrivals.flow().orElseThrow().in())
          .as("again with -Dpace.seed=%d", seed)
          .isCloseTo(in, within(0.1));
      assertThat(arrivals.flow().orElseThrow().done()).isCloseTo(done, within(0.1));
      assertThat(arrivals.untilEmpty().isPresent()).isEqualTo(in < done * 0.95);
      assertThat(arrivals.course().orElseThrow() == Course.GROWS).isEqualTo(done < in * 0.95);
    }
  }
}
