package dev.quartermaster.jobs.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NodeCountTest {

  @Test
  void it_says_how_many_are_left_to_fire() {
    assertThat(new NodeCount(0, 0, 2).says()).isEqualTo("no node is alive");
    assertThat(new NodeCount(1, 0, 0).says()).isEqualTo("the one node is alive");
    assertThat(new NodeCount(3, 0, 0).says()).isEqualTo("all 3 nodes are alive");
    assertThat(new NodeCount(2, 0, 1).says()).isEqualTo("2 of 3 nodes are alive");
    assertThat(new NodeCount(3, 1, 0).says()).isEqualTo("all 3 nodes are alive, 1 of them drained");
    assertThat(new NodeCount(1, 1, 0).says()).isEqualTo("the only node is drained");
    assertThat(new NodeCount(2, 2, 0).says()).isEqualTo("all 2 nodes are drained");
  }
}
