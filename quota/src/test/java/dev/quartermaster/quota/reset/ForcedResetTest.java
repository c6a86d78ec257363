package dev.quartermaster.quota.reset;

import static dev.quartermaster.quota.testing.World.cpu;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.period.Span;
import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import dev.quartermaster.quota.testing.WorldAccount.Row;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForcedResetTest {

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(ForcedResetTest.class);
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
  void a_reset_gives_a_fresh_allowance_and_keeps_the_next_boundary() {
    WorldAccount ada = given.account("ada").used("120s");
    given.clockAt("2024-05-03T10:00:00Z");

    assertThat(ada.reset().reset()).containsExactly(ada.id());

    AccountView view = ada.view();
    assertThat(view.usage().used()).isEqualTo(CpuTime.ZERO);
    assertThat(view.periodStart()).isEqualTo(Instant.parse("2024-05-03T10:00:00Z"));
    assertThat(view.nextReset()).isEqualTo(Instant.parse("2024-05-04T00:00:00Z"));
  }

  @Test
  void a_reset_releases_from_the_tarpit_and_using_too_much_again_leads_back_into_it() {
    WorldAccount ada = given.account("ada").used("120s");
    given.clockAt("2024-05-03T10:00:00Z");

    ada.reset();
    assertThat(ada.tarpit()).isEmpty();
    assertThat(ada.view().inTarpit()).isFalse();
    ada.used("101s");

    assertThat(ada.view().inTarpit()).isTrue();
    assertThat(ada.events())
        .containsExactly("tarpit-entered", "reset", "tarpit-left", "tarpit-entered");
  }

  @Test
  void an_account_that_used_nothing_is_fresh_already_and_nothing_changes() {
    WorldAccount ada = given.account("ada");
    WorldAccount bea = given.account("bea").used("1s", "2024-05-02T12:00:00Z");

    assertThat(ada.reset()).isEqualTo(new ForcedReset.Outcome(Set.of(), Set.of(ada.id())));
    assertThat(bea.reset()).isEqualTo(new ForcedReset.Outcome(Set.of(), Set.of(bea.id())));

    assertThat(given.count("forced_reset")).isZero();
    assertThat(bea.rows()).extracting(Row::state).containsExactly("open");
    assertThat(ada.view().periodStart()).isEqualTo(Instant.parse("2024-05-03T00:00:00Z"));
  }

  @Test
  void a_second_reset_at_once_finds_the_account_fresh() {
    WorldAccount ada = given.account("ada").used("120s");
    given.clockAt("2024-05-03T10:00:00Z");

    ada.reset();

    assertThat(ada.reset().alreadyFresh()).containsExactly(ada.id());
    assertThat(given.count("forced_reset")).isEqualTo(1);
  }

  @Test
  void two_resets_in_a_day_end_two_periods() {
    WorldAccount ada = given.account("ada").used("1s");
    given.clockAt("2024-05-03T10:00:00Z");
    ada.reset();
    ada.used("2s");
    given.clockAt("2024-05-03T11:00:00Z");
    ada.reset();
    ada.used("3s");

    assertThat(ada.rows())
        .containsExactly(
            row("2024-05-03T00:00:00Z", "2024-05-03T10:00:00Z", "1s", "reset"),
            row("2024-05-03T10:00:00Z", "2024-05-03T11:00:00Z", "2s", "reset"),
            row("2024-05-03T11:00:00Z", "2024-05-04T00:00:00Z", "3s", "open"));
  }

  @Test
  void the_history_says_that_a_reset_ended_the_period_and_what_was_used_in_it() {
    WorldAccount ada = given.account("ada").used("120s");
    given.clockAt("2024-05-03T10:00:00Z");
    ada.reset();

    long id = ada.id();
    List<AccountView.Past> history =
        given.database().transaction(handle -> Accounts.history(handle, id, 5));

    assertThat(history)
        .containsExactly(
            new AccountView.Past(
                Instant.parse("2024-05-03T00:00:00Z"),
                Instant.parse("2024-05-03T10:00:00Z"),
                new AccountView.Usage(cpu("100s"), cpu("120s"), CpuTime.ZERO),
                Optional.of(Instant.parse("2024-05-03T10:00:00Z")),
                Optional.of("reset")));
  }

  @Test
  void many_accounts_are_reset_at_once_and_only_they() {
    List<WorldAccount> all =
        List.of(
            given.account("ada").used("1s"),
            given.account("bea").used("120s"),
            given.account("cyd"),
            given.account("dan").used("120s"));
    List<Long> three = all.stream().limit(3).map(WorldAccount::id).toList();
    given.clockAt("2024-05-03T10:00:00Z");

    ForcedReset.Outcome outcome =
        given.database().transaction(handle -> ForcedReset.reset(handle, three, null));

    assertThat(outcome.reset()).containsExactlyInAnyOrder(three.get(0), three.get(1));
    assertThat(outcome.alreadyFresh()).containsExactly(three.get(2));
    assertThat(all.get(3).view().inTarpit()).isTrue();
  }

  @Test
  void the_day_after_the_reset_is_a_whole_day() {
    WorldAccount ada = given.account("ada").used("1s");
    given.clockAt("2024-05-03T10:00:00Z");
    ada.reset();
    given.clockAt("2024-05-04T12:00:00Z");
    ada.used("2s");

    assertThat(ada.rows())
        .extracting(Row::span)
        .endsWith(
            new Span(Instant.parse("2024-05-04T00:00:00Z"), Instant.parse("2024-05-05T00:00:00Z")));
  }

  private static Row row(String start, String end, String charged, String state) {
    return new Row(
        new Span(Instant.parse(start), Instant.parse(end)), cpu(charged), CpuTime.ZERO, state);
  }
}
