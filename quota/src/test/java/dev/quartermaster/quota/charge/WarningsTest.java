package dev.quartermaster.quota.charge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WarningsTest {

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(WarningsTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void empty() {
    given.emptyAt("2024-05-03T09:00:00Z");
  }

  @Test
  void each_threshold_is_told_once_a_period() {
    WorldAccount ada = given.account("ada").used("79.999999s");
    assertThat(ada.warnings()).isEmpty();

    ada.used("0.000001s").used("5s");
    assertThat(ada.warnings()).containsExactly("80");
    ada.used("15s").used("1s");
    assertThat(ada.warnings()).containsExactly("80", "100");
    given.clockAt("2024-05-04T00:00:00Z");
    ada.used("200s");

    assertThat(ada.warnings()).containsExactly("80", "100", "80", "100");
  }

  @Test
  void a_threshold_that_was_told_is_not_told_again_when_the_allowance_changes() {
    WorldAccount ada = given.account("ada").used("85s");

    ada.mayUse("1000s").used("800s").mayUse("2000s").used("1s");

    assertThat(ada.warnings()).containsExactly("80");
    ada.used("1200s");
    assertThat(ada.warnings()).containsExactly("80", "100");
  }

  @Test
  void a_smaller_allowance_is_told_with_the_next_charge() {
    WorldAccount ada = given.account("ada").used("50s").mayUse("60s");

    ada.used("1s");

    assertThat(ada.warnings()).containsExactly("80");
  }

  @Test
  void ten_times_the_allowance_is_told_apart_and_only_when_it_is_passed() {
    WorldAccount ada = given.account("ada").used("1000s");
    assertThat(ada.events()).containsExactly("tarpit-entered");

    ada.used("0.000001s").used("1s");

    assertThat(ada.events()).containsExactly("tarpit-entered", "tarpit-tenfold");
  }

  @Test
  void whoever_may_use_nothing_is_told_with_the_first_charge() {
    WorldAccount ada = given.account("ada").mayUse("0s");

    ada.used("0s");
    assertThat(ada.warnings()).isEmpty();
    ada.used("0.000001s");

    assertThat(ada.warnings()).containsExactly("80", "100");
    assertThat(ada.events()).containsExactly("tarpit-entered", "tarpit-tenfold");
  }

  @Test
  void use_of_a_period_that_has_ended_is_told_to_nobody() {
    WorldAccount ada = given.account("ada").used("90s", "2024-05-02T12:00:00Z");

    assertThat(ada.warnings()).isEmpty();
    assertThat(ada.tarpit()).isEmpty();
  }

  @Test
  void what_is_only_metered_is_told_to_nobody() {
    WorldAccount ada = given.account("ada").used("900s", "web-app", "2024-05-03T08:00:00Z");

    assertThat(ada.warnings()).isEmpty();
  }
}
