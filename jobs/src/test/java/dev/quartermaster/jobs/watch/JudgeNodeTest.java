package dev.quartermaster.jobs.watch;

import static dev.quartermaster.jobs.watch.Found.names;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.jobs.node.NodeView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgeNodeTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final JudgeNode EACH =
      new JudgeNode(NOON, Optional.empty(), Duration.ofSeconds(5));
  private static final JudgeCluster TOGETHER = new JudgeCluster(NOON);

  @Test
  void a_node_that_nobody_has_buried_is_down_however_long_ago_it_fell_silent() {
    assertThat(EACH.judge(node("hk-1", "late", Duration.ofDays(3)))).hasSize(1);
    assertThat(EACH.judge(node("hk-1", "dead", Duration.ofDays(3)))).isEmpty();
  }

  @Test
  void a_node_that_was_buried_but_may_only_have_been_frozen_is_not_down_yet() {
    assertThat(EACH.judge(node("hk-1", "dead", Duration.ofSeconds(8)))).isEmpty();
    assertThat(EACH.judge(node("hk-1", "left", Duration.ofSeconds(10)))).isEmpty();
  }

  @Test
  void a_node_from_before_the_upgrade_says_nothing_of_itself_and_is_well() {
    assertThat(EACH.judge(node("hk-1", "up", Duration.ZERO))).isEmpty();
  }

  @Test
  void the_only_node_that_is_late_for_a_moment_fires_again_soon() {
    assertThat(TOGETHER.judge(List.of(node("hk-1", "late", Duration.ofSeconds(7))))).isEmpty();
    assertThat(names(TOGETHER.judge(List.of(node("hk-1", "late", Duration.ofSeconds(10))))))
        .containsExactly("critical NothingFires cluster");
  }

  @Test
  void one_of_two_that_is_drained_leaves_the_other_to_fire() {
    assertThat(
            TOGETHER.judge(
                List.of(node("hk-1", "up", Duration.ZERO), node("hk-2", "drained", Duration.ZERO))))
        .isEmpty();
  }

  @Test
  void a_node_of_days_ago_is_missed_by_nobody() {
    assertThat(
            TOGETHER.judge(
                List.of(
                    node("hk-1", "up", Duration.ZERO), node("hk-2", "dead", Duration.ofHours(25)))))
        .isEmpty();
  }

  private static NodeView node(String name, String state, Duration silence) {
    return new NodeView(
        name,
        state,
        "1.0",
        NOON.minus(Duration.ofDays(9)),
        NOON.minus(silence),
        silence,
        new NodeView.Condition(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new NodeView.Feeling(Optional.empty(), Optional.empty(), Optional.empty())),
        0);
  }
}
