package dev.quartermaster.quota.together;

import static dev.quartermaster.quota.testing.World.cpu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.entitlement.Grant;
import dev.quartermaster.quota.testing.Proof;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database's clock is set right, by seconds, just when a grant was given or has ended. */
class GrantAndClockSetBackTest {

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(GrantAndClockSetBackTest.class);
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
  void a_grant_counts_once_it_was_given() {
    WorldAccount ada = given.account("ada").used("120s");
    grant(ada, "2024-05-10T00:00:00Z");

    given.clockAt("2024-05-03T08:59:58Z");
    given.plan("free", "90s", "P1D");
    given.clockAt("2024-05-03T09:00:01Z");
    given.settle(10);

    assertThat(ada.view().inTarpit()).isFalse();
    assertThat(given.database().transaction(Proof::wrongTarpit)).isEmpty();
  }

  @Test
  void a_grant_that_was_ended_counts_no_more() {
    WorldAccount ada = given.account("ada").used("120s");
    grant(ada, "2024-05-03T10:00:00Z");
    given.clockAt("2024-05-03T10:00:01Z");
    given.settle(10);

    given.clockAt("2024-05-03T09:59:59Z");
    given.plan("free", "90s", "P1D");
    given.clockAt("2024-05-03T10:00:02Z");
    given.settle(10);

    assertThat(ada.view().inTarpit()).isTrue();
    assertThat(given.database().transaction(Proof::wrongTarpit)).isEmpty();
  }

  private static void grant(WorldAccount account, String until) {
    long id = account.id();
    given
        .database()
        .run(handle -> new Grant(cpu("100s"), Instant.parse(until), "a ticket").give(handle, id));
  }
}
