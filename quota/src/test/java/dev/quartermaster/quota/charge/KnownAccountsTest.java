package dev.quartermaster.quota.charge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KnownAccountsTest {

  private static final Set<String> ADA = Set.of("ada");
  private static final Set<String> BOB = Set.of("bob");

  private static World given;

  private final KnownAccounts known = new KnownAccounts();
  private WorldAccount ada;

  @BeforeAll
  static void open() {
    given = World.of(KnownAccountsTest.class);
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void ada_is_known_and_was_reset_since() {
    given.emptyAt("2024-05-03T09:00:00Z");
    ada = given.account("ada").used("1s");
    lastReset();
    given.clockAt("2024-05-03T10:00:00Z");
    ada.reset();
  }

  private Optional<Instant> lastReset() {
    return given
        .database()
        .transaction(handle -> known.read(handle, ADA).byKey().get("ada").lastReset());
  }

  @Test
  void one_that_changed_stays_as_it_was_known_until_a_charge_meets_its_guard() {
    known.stale(BOB);

    assertThat(lastReset()).isEmpty();
    known.stale(ADA);
    assertThat(lastReset()).contains(Instant.parse("2024-05-03T10:00:00Z"));
  }

  @Test
  void when_many_change_all_are_read_anew_before_they_are_charged() {
    known.stale(BOB);
    known.stale(BOB);

    assertThat(lastReset()).contains(Instant.parse("2024-05-03T10:00:00Z"));
  }
}
