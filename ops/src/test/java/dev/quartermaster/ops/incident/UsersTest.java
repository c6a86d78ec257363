package dev.quartermaster.ops.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsersTest {

  private final Night night = new Night(20_000, Duration.ofSeconds(30));
  private final List<User> all = Users.of(night).all();

  @Test
  void about_one_in_ten_is_over_the_allowance() {
    long over = all.stream().filter(User::isOver).count();

    assertThat(over).isBetween(1_800L, 2_200L);
  }

  @Test
  void every_reset_lies_in_the_night_and_each_tenth_of_it_has_its_share() {
    assertThat(all).allMatch(user -> user.resetAfter().compareTo(night.length()) < 0);
    for (int tenth = 1; tenth < 9; tenth++) {
      Duration from = night.length().multipliedBy(tenth).dividedBy(10);
      Duration until = night.length().multipliedBy(tenth + 1).dividedBy(10);
      assertThat(
              all.stream()
                  .map(User::resetAfter)
                  .filter(after -> after.compareTo(from) >= 0 && after.compareTo(until) < 0))
          .hasSizeBetween(1_900, 2_500);
    }
  }

  @Test
  void they_are_the_same_people_each_time() {
    assertThat(Users.of(night).all()).isEqualTo(all);
  }
}
