package dev.quartermaster.quota.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.usage.RollUpItems.Report;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RollUpItemsTest {

  private static World given;
  private RollUpSlice all;

  @BeforeAll
  static void open() {
    given = World.of(RollUpItemsTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void three_reports() {
    given.emptyAt("2024-05-03T09:00:00Z");
    given.account("ada").used("1s").used("2s").used("3s");
    all =
        given
            .database()
            .transaction(handle -> RollUp.cut(handle, RollUp.start(), 10))
            .orElseThrow();
  }

  @Test
  void halves_end_in_single_reports() {
    List<String> names = names(all);

    assertThat(names)
        .hasSize(3)
        .allMatch(name -> name.startsWith("host-1 "))
        .doesNotHaveDuplicates();
  }

  @Test
  void a_report_that_is_set_aside_waits_and_the_others_are_rolled_up() {
    String name = names(all).get(1);

    long records =
        given
            .database()
            .transaction(handle -> RollUp.work(handle, all, Report.parse(Set.of(name))));

    assertThat(records).isEqualTo(2);
    assertThat(given.one("SELECT sum(cpu_us)::bigint FROM usage_daily", Long.class))
        .isEqualTo(4_000_000);
    given.clockForward(Duration.ofHours(2));
    assertThat(given.database().transaction(Unrolled::now))
        .isEqualTo(new Unrolled(1, Duration.ofHours(2)));
    assertThat(given.one(Unrolled.OVERDUE, Long.class)).isEqualTo(1);
  }

  @Test
  void a_reporter_with_blanks_in_its_name_is_read_back() {
    assertThat(Report.parse(Set.of("host 1 a 42"))).containsExactly(new Report("host 1 a", 42));
  }

  private static List<String> names(RollUpSlice slice) {
    return given
        .database()
        .transaction(
            handle -> {
              List<RollUpSlice> parts = RollUpItems.split(handle, slice);
              return parts.isEmpty()
                  ? RollUpItems.name(handle, slice).stream().toList()
                  : parts.stream().flatMap(part -> names(part).stream()).toList();
            });
  }
}
