package dev.quartermaster.quota.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.testing.Proof;
import dev.quartermaster.quota.testing.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PruningTest {

  private static final Retention KEEP =
      new Retention(Duration.ofDays(7), Duration.ofDays(35), Duration.ofDays(400));

  private static final ChargePolicy ANY_AGE =
      new ChargePolicy(
          ChargePolicy.DEFAULT.chargedSources(),
          ChargePolicy.DEFAULT.lateRecords(),
          true,
          ChargePolicy.DEFAULT.warnAt());

  private static World given;
  private static Bookkeeping books;

  @BeforeAll
  static void open() {
    given = World.of(PruningTest.class);
    books = new Bookkeeping(given.database());
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void empty() {
    given.emptyAt("2024-01-10T09:00:00Z");
    given
        .database()
        .run(
            handle -> {
              handle.execute("UPDATE feed_start SET tx = '0'");
              partitions().forEach(partition -> handle.execute("DROP TABLE " + partition));
            });
  }

  /** The partitions that there are. */
  private static List<String> partitions() {
    return given
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                         WHERE c.relkind = 'r' AND c.relname LIKE 'usage%' AND c.relnamespace = current_schema::regnamespace
                         ORDER BY 1
                        """)
                    .mapTo(String.class)
                    .list());
  }

  private static void settleAll() {
    given.settle(100);
    given.clockForward(Duration.ofHours(1));
    given.settle(100);
  }

  @Test
  void records_go_when_their_month_has_passed_and_the_history_stays() {
    given.account("ada").used("7s");
    given.clockAt("2024-03-06T00:00:00Z");
    books.rollUp(100);
    List<String> tooSoon = books.prune(KEEP, 100);
    given.clockAt("2024-03-07T00:00:00Z");

    List<String> run = books.prune(KEEP, 100);

    assertThat(tooSoon).noneMatch(slice -> slice.startsWith("RECORDS"));
    assertThat(run).contains("RECORDS to 2024-01-01: 1");
    assertThat(partitions()).containsExactly("usage_daily_202401", "usage_period_202401");
    assertThat(given.database().transaction(Proof::unequalHistory)).isEmpty();
    assertThat(books.total()).isEqualTo(World.cpu("7s").micros());
  }

  @Test
  void records_that_are_not_rolled_up_are_kept_however_old() {
    given.account("ada").used("7s");
    given.clockAt("2024-09-01T00:00:00Z");

    books.prune(KEEP, 100);

    assertThat(given.count("usage_record")).isEqualTo(1);
    assertThat(given.count("usage_report")).isEqualTo(1);
  }

  @Test
  void a_report_is_forgotten_with_its_gaps_and_changes_nothing_when_it_is_sent_again() {
    given.account("ada");
    UsageReport report =
        new UsageReport(
            "host-9",
            1,
            List.of(given.record("ada", "console", "7s", given.now())),
            List.of(new UsageReport.Gap(given.now(), given.now().plusSeconds(60), "no meter")));
    given.charge(report);
    books.rollUp(100);
    given.clockForward(Duration.ofDays(36).plusSeconds(1));

    List<String> run = books.prune(KEEP, 100);
    long gaps = given.count("reporter_gap");
    var again = given.charge(report);
    books.rollUp(100);

    assertThat(run).anyMatch(slice -> slice.startsWith("REPORTS") && slice.endsWith(": 1"));
    assertThat(gaps).isZero();
    assertThat(again.accepted()).isZero();
    assertThat(books.total()).isEqualTo(World.cpu("7s").micros());
    assertThat(given.database().transaction(Proof::unequalHistory)).isEmpty();
  }

  @Test
  void a_report_of_any_age_is_remembered() {
    given.account("ada");
    UsageReport report =
        given.report(given.record("ada", "console", "7s", Instant.parse("2020-05-03T09:00:00Z")));
    new Charges(given.database(), ANY_AGE).charge(report);
    settleAll();
    books.rollUp(100);
    given.clockForward(Duration.ofDays(500));
    given.settle(100);

    books.prune(KEEP, 100);

    assertThat(given.count("usage_report")).isEqualTo(1);
    assertThat(new Charges(given.database(), ANY_AGE).charge(report).duplicates()).isEqualTo(1);
  }

  @Test
  void months_of_history_go_when_all_is_settled_and_old() {
    given.account("ada").used("7s");
    given.clockAt("2025-03-08T00:00:00Z");
    books.rollUp(100);
    List<String> open = books.prune(KEEP, 100);
    given.clockAt("2024-01-12T00:00:00Z");
    settleAll();
    given.clockAt("2025-03-07T00:00:00Z");
    settleAll();
    given.clockAt("2025-03-06T00:00:00Z");
    List<String> tooSoon = books.prune(KEEP, 100);
    given.clockAt("2025-03-08T00:00:00Z");

    List<String> run = books.prune(KEEP, 100);

    assertThat(open).noneMatch(slice -> slice.startsWith("HISTORY"));
    assertThat(tooSoon).noneMatch(slice -> slice.startsWith("HISTORY"));
    assertThat(run).contains("HISTORY to 2024-01-01: 2");
    assertThat(partitions()).isEmpty();
  }

  @Test
  void a_month_that_was_imported_long_after_is_kept_for_as_long_as_any_other() {
    given.account("ada");
    new Charges(given.database(), ANY_AGE)
        .charge(
            given.report(
                given.record("ada", "console", "7s", Instant.parse("1993-10-03T09:00:00Z"))));
    settleAll();
    books.rollUp(100);
    given.clockForward(Duration.ofDays(399));
    given.settle(100);
    List<String> before = books.prune(KEEP, 100);
    given.clockForward(Duration.ofDays(2));

    List<String> after = books.prune(KEEP, 100);

    assertThat(before).noneMatch(slice -> slice.startsWith("HISTORY"));
    assertThat(after).contains("HISTORY to 1993-10-01: 2");
  }

  @Test
  void a_charge_of_any_age_survives_that_its_month_was_dropped() {
    given.account("ada");
    Charges charges = new Charges(given.database(), ANY_AGE);
    Instant at = Instant.parse("1993-10-03T09:00:00Z");
    charges.charge(given.report(given.record("ada", "console", "7s", at)));
    settleAll();
    books.rollUp(100);
    given.clockForward(Duration.ofDays(401));
    settleAll();
    books.prune(KEEP, 100);

    charges.charge(given.report(given.record("ada", "console", "2s", at)));

    assertThat(books.total()).isEqualTo(World.cpu("2s").micros());
    assertThat(given.database().transaction(Proof::unequalHistory)).isEmpty();
  }

  @Test
  void a_month_in_use_stays_until_the_next_time() {
    given.account("ada").used("7s");
    books.rollUp(100);
    given.clockAt("2024-03-07T00:00:00Z");

    List<String> run =
        given
            .database()
            .transaction(
                handle -> {
                  handle.createQuery("SELECT 1 FROM usage_record").mapTo(Integer.class).list();
                  return CompletableFuture.supplyAsync(() -> books.prune(KEEP, 100)).join();
                });

    assertThat(run).contains("RECORDS to 2024-01-01: 0");
    assertThat(books.prune(KEEP, 100)).contains("RECORDS to 2024-01-01: 1");
  }

  @Test
  void the_feed_begins_after_the_events_that_went() {
    given.account("ada").used("101s").reset();
    given.clockAt("2025-03-01T00:00:00Z");
    given.account("bea").used("101s");
    long before = given.count("event");

    List<String> run = books.prune(KEEP, 2);

    assertThat(run.stream().filter(slice -> slice.startsWith("EVENTS")).count()).isGreaterThan(1);
    assertThat(given.count("event")).isLessThan(before).isPositive();
    assertThat(given.count("event WHERE at < '2025-01-01'")).isZero();
    assertThat(given.count("event e, feed_start f WHERE e.tx < f.tx")).isZero();
    assertThat(given.count("feed_start WHERE tx > '0'")).isEqualTo(1);
  }

  @Test
  void resets_and_grants_of_old_go_but_not_the_newest_reset() {
    var ada = given.account("ada").used("1s");
    ada.reset();
    given.clockForward(Duration.ofHours(2));
    ada.used("2s").reset();
    given
        .database()
        .run(
            handle ->
                handle.execute(
                    """
                    INSERT INTO allowance_grant (account_id, extra_us, granted_at, until, ended_at)
                    SELECT id, 1, qm_now(), qm_now() + interval '1 day', qm_now() + interval '1 day' FROM account
                    """));
    given.clockForward(Duration.ofDays(2));
    books.rollUp(100);
    settleAll();
    given.clockForward(Duration.ofDays(440));
    settleAll();

    books.prune(KEEP, 100);

    assertThat(given.count("forced_reset")).isEqualTo(1);
    assertThat(given.count("forced_reset f JOIN account a ON a.last_reset_at = f.at")).isEqualTo(1);
    assertThat(given.count("allowance_grant")).isZero();
  }

  @Test
  void history_is_not_kept_for_less_than_records_are_taken() {
    assertThatThrownBy(
            () -> new Retention(Duration.ofDays(7), Duration.ofDays(1), Duration.ofDays(6)))
        .hasMessageContaining("keep it for as long at least");
  }
}
