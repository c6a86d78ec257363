package dev.quartermaster.quota.account;

import static dev.quartermaster.quota.testing.World.cpu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.quota.testing.World;
import dev.quartermaster.quota.testing.WorldAccount;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountsTest {

  private static final Instant NOW = Instant.parse("2024-05-03T09:00:00Z");

  private static World given;

  @BeforeAll
  static void open() {
    given = World.of(AccountsTest.class);
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
  void reset_times_that_nobody_chose_are_spread_evenly_over_the_day() {
    register(IntStream.range(0, 10_000).mapToObj(i -> on("free", "user-" + i)));

    assertThat(perHour()).hasSize(24).allSatisfy(n -> assertThat(n).isBetween(410L, 423L));
  }

  @Test
  void they_are_spread_evenly_too_when_accounts_come_one_by_one() {
    IntStream.range(0, 240).forEach(i -> register(Stream.of(on("free", "user-" + i))));

    assertThat(perHour()).hasSize(24).allSatisfy(n -> assertThat(n).isBetween(8L, 12L));
  }

  @Test
  void a_reset_time_that_was_given_is_a_boundary() {
    NewAccount ada =
        new NewAccount(
            Username.of("ada"),
            "free",
            Optional.empty(),
            Optional.of(Instant.parse("2024-05-09T17:23:45.678901Z")),
            ZoneId.of("Europe/Berlin"));

    assertThat(given.account(ada).view().nextReset())
        .isEqualTo(Instant.parse("2024-05-03T17:23:45.678901Z"));
  }

  @Test
  void names_are_one_whatever_their_case_and_shown_as_first_registered() {
    register(Stream.of(on("free", "Ada"), on("free", "ADA")));

    assertThat(register(Stream.of(on("free", "ada"), on("free", "Straße"))))
        .containsExactly(Username.of("Straße"));
    assertThat(register(Stream.of(on("free", "STRASSE")))).isEmpty();

    assertThat(find("aDa")).map(view -> view.username().toString()).contains("Ada");
    assertThat(given.count("account")).isEqualTo(2);
  }

  @Test
  void an_account_that_is_registered_again_stays_as_it_is() {
    given.plan("pro", "2000s", "P1D");
    WorldAccount ada = given.account("ada").used("5s");
    AccountView before = ada.view();

    register(Stream.of(on("pro", "ada")));

    assertThat(ada.view()).isEqualTo(before);
  }

  @Test
  void a_plan_that_does_not_exist_is_named_and_nothing_is_registered() {
    assertThatThrownBy(() -> register(Stream.of(on("free", "ada"), on("gold", "bea"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no plan 'gold'");

    assertThat(given.count("account")).isZero();
  }

  @Test
  void an_allowance_of_its_own_comes_before_the_plans() {
    WorldAccount ada =
        given.account(
            new NewAccount(
                Username.of("ada"),
                "free",
                Optional.of(cpu("7s")),
                Optional.empty(),
                ZoneId.of("UTC")));

    assertThat(ada.used("8s").view().inTarpit()).isTrue();
  }

  @Test
  void what_is_not_there_is_not_found() {
    assertThat(find("nobody")).isEmpty();
  }

  @Test
  void accounts_are_listed_by_name_page_by_page() {
    register(Stream.of("d", "B", "a", "C", "é", "z").map(name -> on("free", name)));

    List<AccountView> first = list("", 3);
    List<AccountView> second = list(first.get(2).username().key(), 10);

    assertThat(first).extracting(view -> view.username().toString()).containsExactly("a", "B", "C");
    assertThat(second)
        .extracting(view -> view.username().toString())
        .containsExactly("d", "z", "é");
    assertThat(first).allSatisfy(view -> assertThat(view.nextReset()).isAfter(NOW));
  }

  @Test
  void similar_names_are_the_nearest_by_letters_wherever_the_mistake_is() {
    register(
        Stream.of("Octopus", "octopi", "anna", "annabelle", "Annabel", "ann", "hannah", "x-1")
            .map(name -> on("free", name)));

    assertThat(similar("Annabell"))
        .extracting(Username::toString)
        .containsExactly("Annabel", "annabelle");
    assertThat(similar("cotopus")).extracting(Username::toString).containsExactly("Octopus");
    assertThat(similar("ocotpus")).extracting(Username::toString).containsExactly("Octopus");
    assertThat(similar("0ctopus")).extracting(Username::toString).containsExactly("Octopus");
    assertThat(similar("octopuss")).extracting(Username::toString).containsExactly("Octopus");
    assertThat(similar("octop")).extracting(Username::toString).contains("octopi", "Octopus");
    assertThat(similar("an")).extracting(Username::toString).containsExactly("ann", "anna");
    assertThat(similar("zebra")).isEmpty();
    assertThat(similar("𝒜𝒜")).isEmpty();
  }

  @Test
  void the_history_has_ended_periods_newest_first_settled_or_not() {
    WorldAccount ada = given.account("ada").used("1s", "2024-05-01T12:00:00Z");
    given.settle(10);
    ada.used("2s", "2024-05-02T12:00:00Z").used("3s");

    assertThat(history(ada, 10))
        .extracting(past -> past.usage().used())
        .containsExactly(cpu("2s"), cpu("1s"));
    assertThat(history(ada, 10))
        .extracting(AccountView.Past::endedBy)
        .containsExactly(Optional.empty(), Optional.of("boundary"));
    assertThat(history(ada, 1)).hasSize(1);
  }

  @Test
  void who_is_in_the_tarpit_is_counted_until_the_boundary() {
    given.account("ada").used("120s");
    given.account("bea").used("1s");

    assertThat(given.database().transaction(Accounts::countInTarpit)).isEqualTo(1);
    given.clockAt("2024-05-04T00:00:00Z");

    assertThat(given.database().transaction(Accounts::countInTarpit)).isZero();
    assertThat(given.database().transaction(Accounts::count)).isEqualTo(2);
  }

  private static NewAccount on(String plan, String name) {
    return NewAccount.on(plan, Username.of(name));
  }

  private static List<Username> register(Stream<NewAccount> accounts) {
    return given.database().transaction(handle -> Accounts.register(handle, accounts.toList()));
  }

  private static Optional<AccountView> find(String name) {
    return given.database().transaction(handle -> Accounts.find(handle, Username.of(name)));
  }

  private static List<AccountView> list(String after, int limit) {
    return given.database().transaction(handle -> Accounts.list(handle, after, limit));
  }

  private static List<Username> similar(String name) {
    return given.database().transaction(handle -> Accounts.similar(handle, Username.of(name)));
  }

  private static List<AccountView.Past> history(WorldAccount account, int limit) {
    long id = account.id();
    return given.database().transaction(handle -> Accounts.history(handle, id, limit));
  }

  private static List<Long> perHour() {
    return given
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT count(*)
                          FROM account a CROSS JOIN LATERAL period_at(a, qm_now()) AS t
                         GROUP BY extract(hour FROM t.period_end)
                        """)
                    .mapTo(Long.class)
                    .list());
  }
}
