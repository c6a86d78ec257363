package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.ops.dashboard.Pictures;
import dev.quartermaster.ops.status.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusScreenTest {

  private static List<String> lines(Status status) {
    return Lines.of(new StatusScreen(status)::print);
  }

  @Test
  void when_something_fires_next_is_told_only_while_a_node_is_up_to_do_it() {
    assertThat(lines(Pictures.allWell())).anyMatch(line -> line.matches("cpu-reset .* in 40 s .*"));
    assertThat(lines(Pictures.noNode()))
        .anyMatch(line -> line.matches("cpu-reset .* no node up .*"))
        .noneMatch(line -> line.contains(" in 40 s"));
  }

  @Test
  void what_is_late_or_fails_stands_among_the_schedules_with_its_figures() {
    assertThat(lines(Pictures.lateAndOverdue()))
        .contains("quota    1,204,518 accounts · 96,022 in the tarpit · 100,000 periods overdue,")
        .anyMatch(line -> line.matches("purge-sessions +late by 7 h 46 min .*"));
  }
}
