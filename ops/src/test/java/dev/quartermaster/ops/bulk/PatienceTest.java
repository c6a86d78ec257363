package dev.quartermaster.ops.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.Test;

class PatienceTest {

  private final ConnectionException stoodStill = failure("25P03");
  private final ConnectionException full = failure("53100");

  private static ConnectionException failure(String state) {
    return new ConnectionException(new SQLException("no", state));
  }

  /** Attempts that fail so, one after the other; then one that goes well. */
  private static String tried(Patience patience, RuntimeException... failures) {
    Deque<RuntimeException> left = new ArrayDeque<>(Arrays.asList(failures));
    return patience.get(
        () -> {
          if (!left.isEmpty()) {
            throw left.remove();
          }
          return "done";
        });
  }

  @Test
  void what_passes_is_tried_again_and_the_rest_is_told() {
    Patience patience = new Patience(Duration.ofMinutes(1));

    assertThat(tried(patience, stoodStill, failure("40P01"), failure("08006"))).isEqualTo("done");
    assertThatThrownBy(() -> tried(patience, stoodStill, full)).isSameAs(full);
  }

  @Test
  void whoever_slept_for_longer_than_it_lasts_tries_again_and_not_for_ever() {
    Patience asleep = new Patience(Duration.ofMinutes(1), Duration.ZERO);

    assertThat(tried(asleep, stoodStill, stoodStill)).isEqualTo("done");
    assertThatThrownBy(() -> tried(asleep, full)).isSameAs(full);
    assertThatThrownBy(
            () -> tried(asleep, stoodStill, stoodStill, stoodStill, stoodStill, stoodStill))
        .isSameAs(stoodStill);
  }
}
