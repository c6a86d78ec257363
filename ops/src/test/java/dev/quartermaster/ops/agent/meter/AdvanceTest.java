package dev.quartermaster.ops.agent.meter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdvanceTest {

  private static final Owner ADA = new Owner("ada", "console");

  private Readings readings = Readings.NONE;

  @Test
  void the_first_reading_ever_charges_nothing() {
    assertThat(read(counter("a", "1", 5_000))).isEmpty();
    assertThat(read(counter("a", "1", 5_300))).isEqualTo(Map.of(ADA, 300L));
  }

  @Test
  void a_counter_that_is_new_since_the_first_reading_is_charged_whole() {
    read();

    assertThat(read(counter("a", "1", 40))).isEqualTo(Map.of(ADA, 40L));
  }

  @Test
  void use_of_nothing_is_no_use() {
    read(counter("a", "1", 40));

    assertThat(read(counter("a", "1", 40))).isEmpty();
  }

  @Test
  void a_counter_that_went_back_has_begun_anew() {
    read(counter("a", "1", 5_000));

    assertThat(read(counter("a", "1", 70))).isEqualTo(Map.of(ADA, 70L));
  }

  @Test
  void another_group_of_the_same_name_has_begun_anew_though_it_has_used_more() {
    read(counter("a", "1", 5_000));

    assertThat(read(counter("a", "2", 6_000))).isEqualTo(Map.of(ADA, 6_000L));
  }

  @Test
  void after_a_start_of_the_machine_every_counter_has_begun_anew() {
    read(counter("a", "1", 5_000));

    Advance advance = advance(seen("boot-2", Set.of("m"), List.of(counter("a", "1", 5_001))), 10);

    assertThat(advance.used()).isEqualTo(Map.of(ADA, 5_001L));
  }

  @Test
  void a_group_that_was_away_for_a_while_goes_on_where_it_was() {
    read(counter("a", "1", 5_000));
    read();
    read();

    assertThat(read(counter("a", "1", 5_010))).isEqualTo(Map.of(ADA, 10L));
  }

  @Test
  void a_group_that_cannot_be_read_for_a_while_goes_on_where_it_was() {
    read(counter("a", "1", 5_000));
    for (int i = 0; i < 20; i++) {
      read(unread("a", "1"));
    }

    assertThat(read(counter("a", "1", 5_010))).isEqualTo(Map.of(ADA, 10L));
  }

  @Test
  void a_group_that_could_not_be_read_at_the_first_reading_charges_nothing_at_its_first() {
    read(unread("a", "1"));

    assertThat(read(counter("a", "1", 5_000))).isEmpty();
    assertThat(read(counter("a", "1", 5_010))).isEqualTo(Map.of(ADA, 10L));
  }

  @Test
  void what_has_been_away_for_long_is_forgotten() {
    read(counter("a", "1", 5_000));
    for (int i = 0; i < 11; i++) {
      read();
    }

    assertThat(readings.counters()).isEmpty();
  }

  @Test
  void what_is_remembered_is_bounded() {
    List<Counter> many =
        IntStream.range(0, Advance.MOST_UNSEEN + 50)
            .mapToObj(i -> counter("a" + i, "1", 1))
            .toList();
    readings = advance(seen("boot-1", Set.of("m"), many), 10).readings();

    read();

    assertThat(readings.counters()).hasSize(Advance.MOST_UNSEEN);
  }

  @Test
  void what_a_new_pattern_finds_is_not_charged_for_the_time_before() {
    read(counter("a", "1", 5_000));
    Counter other = new Counter("n", "b", "9", ADA, OptionalLong.of(9_000));

    Advance advance =
        advance(seen("boot-1", Set.of("m", "n"), List.of(counter("a", "1", 5_001), other)), 10);

    assertThat(advance.used()).isEqualTo(Map.of(ADA, 1L));
  }

  @Test
  void several_groups_of_one_owner_are_summed() {
    read(counter("a", "1", 5), counter("b", "2", 5));

    assertThat(read(counter("a", "1", 7), counter("b", "2", 8))).isEqualTo(Map.of(ADA, 5L));
  }

  @Test
  void more_owners_than_a_report_takes_are_charged_in_several_steps() {
    readings = advance(seen("boot-1", Set.of("m"), List.of()), 10).readings();
    List<Counter> many = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      Owner owner = new Owner("user" + i, "console");
      many.add(new Counter("m", "k" + i, "1", owner, OptionalLong.of(1 + i)));
    }
    Seen seen = seen("boot-1", Set.of("m"), many);

    long sum = 0;
    List<Integer> sizes = new ArrayList<>();
    Advance advance;
    do {
      advance = advance(seen, 10);
      readings = advance.readings();
      sizes.add(advance.used().size());
      sum += advance.used().values().stream().mapToLong(Long::longValue).sum();
    } while (!advance.isWhole());

    assertThat(sizes).containsExactly(10, 10, 5);
    assertThat(sum).isEqualTo(25 * 26 / 2);
  }

  private Map<Owner, Long> read(Counter... counters) {
    Advance advance = advance(seen("boot-1", Set.of("m"), List.of(counters)), 10_000);
    readings = advance.readings();
    return advance.used();
  }

  private Advance advance(Seen seen, int most) {
    return Advance.of(readings, seen, 10, most);
  }

  private static Seen seen(String boot, Set<String> meters, List<Counter> counters) {
    return new Seen(boot, meters, counters);
  }

  private static Counter counter(String key, String identity, long micros) {
    return new Counter("m", key, identity, ADA, OptionalLong.of(micros));
  }

  private static Counter unread(String key, String identity) {
    return new Counter("m", key, identity, ADA, OptionalLong.empty());
  }
}
