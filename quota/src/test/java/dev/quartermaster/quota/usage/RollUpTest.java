package dev.quartermaster.quota.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.testing.Proof;
import dev.quartermaster.quota.testing.World;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RollUpTest {

  private static final Usage.Days DAYS =
      new Usage.Days(LocalDate.parse("2024-05-01"), LocalDate.parse("2024-05-03"));

  private static World given;
  private static Bookkeeping books;

  @BeforeAll
  static void open() {
    given = World.of(RollUpTest.class);
    books = new Bookkeeping(given.database());
  }

  @AfterAll
  static void close() {
    given.close();
  }

  @BeforeEach
  void empty() {
    given.emptyAt("2024-05-03T09:00:00Z");
  }

  private static List<Usage.Sum> by(Usage.By by) {
    return given.database().transaction(handle -> Usage.by(handle, by, DAYS));
  }

  private static Usage.Sum sum(String key, String day, String charged, String metered) {
    return new Usage.Sum(key, LocalDate.parse(day), World.cpu(charged), World.cpu(metered));
  }

  private static long rolledUp() {
    return given.one("SELECT coalesce(sum(cpu_us), 0)::bigint FROM usage_daily", Long.class);
  }

  @Test
  void answers_are_the_same_before_and_after() {
    given
        .account("ada")
        .used("7s")
        .used("2s", "notebook", "2024-05-02T23:00:00Z")
        .used("5s", "web-app", "2024-05-03T01:00:00Z");
    List<Usage.Sum> before = by(Usage.By.SOURCE);

    books.rollUp(100);

    assertThat(before)
        .containsExactly(
            sum("console", "2024-05-03", "7s", "0s"),
            sum("notebook", "2024-05-02", "2s", "0s"),
            sum("web-app", "2024-05-03", "0s", "5s"));
    assertThat(by(Usage.By.SOURCE)).isEqualTo(before);
    assertThat(by(Usage.By.DAY))
        .containsExactly(
            sum("2024-05-02", "2024-05-02", "2s", "0s"),
            sum("2024-05-03", "2024-05-03", "7s", "5s"));
    assertThat(given.count("usage_report WHERE NOT rolled_up")).isZero();
    assertThat(rolledUp()).isEqualTo(World.cpu("14s").micros());
  }

  @Test
  void a_slice_done_again_changes_nothing() {
    given.account("ada").used("7s").used("3s");
    RollUpSlice slice = books.cut(RollUp.start(), 100).orElseThrow();

    long first = books.rollUp(slice);
    long again = books.rollUp(slice);

    assertThat(List.of(first, again)).containsExactly(2L, 0L);
    assertThat(rolledUp()).isEqualTo(World.cpu("10s").micros());
  }

  @Test
  void a_slice_that_two_work_on_at_once_is_added_once() {
    given.account("ada").used("7s").used("3s");
    RollUpSlice slice = books.cut(RollUp.start(), 100).orElseThrow();

    CompletableFuture<Long> second =
        given
            .database()
            .transaction(
                handle -> {
                  RollUp.work(handle, slice);
                  return given.meanwhile(() -> books.rollUp(slice));
                });

    assertThat(second.join()).isZero();
    assertThat(rolledUp()).isEqualTo(World.cpu("10s").micros());
  }

  @Test
  void slices_hold_about_as_many_records_as_they_should_and_at_least_one_report() {
    given.account("ada");
    Instant now = given.now();
    UsageReport big =
        given.report(
            given.record("ada", "console", "1s", now),
            given.record("ada", "notebook", "1s", now),
            given.record("ada", "web-app", "1s", now));
    given.charge(big);
    given.clockForward(Duration.ofMinutes(1));
    given.charge(given.report(given.record("ada", "console", "1s", now)));
    given.charge(given.report(given.record("ada", "console", "1s", now)));
    given.charge(given.report(given.record("ada", "console", "1s", now)));

    List<RollUpSlice> slices = books.rollUp(2);

    assertThat(slices.stream().map(slice -> slice.to().sequence() - big.sequence()))
        .containsExactly(0L, 2L, 3L);
    assertThat(rolledUp()).isEqualTo(World.cpu("6s").micros());
  }

  @Test
  void a_report_that_is_committed_late_is_found_by_the_next_run() {
    given.account("ada");
    Instant now = given.now();
    UsageReport late = given.report(given.record("ada", "console", "1s", now));
    given.clockForward(Duration.ofSeconds(20));
    given.charge(given.report(given.record("ada", "console", "2s", now)));
    books.rollUp(100);
    given.clockAt(now.toString());
    given.charge(late);
    given.clockForward(Duration.ofSeconds(30));

    List<RollUpSlice> run = books.rollUp(100);

    assertThat(run).hasSize(1);
    assertThat(rolledUp()).isEqualTo(World.cpu("3s").micros());
    assertThat(given.database().transaction(Proof::unequalHistory)).isEmpty();
  }

  @Test
  void a_reporter_may_be_named_anything() {
    given.account("ada");
    given.charge(
        new UsageReport("", 1, List.of(given.record("ada", "console", "1s", given.now()))),
        new UsageReport(
            "rack 7: ü", 1, List.of(given.record("ada", "console", "2s", given.now()))));

    books.rollUp(1);

    assertThat(rolledUp()).isEqualTo(World.cpu("3s").micros());
  }

  @Test
  void use_counts_for_the_plan_that_the_account_was_on_when_it_was_rolled_up() {
    given.plan("pro", "60s", "P1D");
    var ada = given.account("ada").used("7s");
    books.rollUp(100);
    ada.onPlan("pro").used("3s", "notebook", given.now().toString());

    assertThat(by(Usage.By.PLAN))
        .containsExactly(
            sum("free", "2024-05-03", "7s", "0s"), sum("pro", "2024-05-03", "3s", "0s"));
  }

  @Test
  void who_uses_most_comes_first() {
    given.plan("pro", "60s", "P1D");
    long ada = given.account("ada").used("7s").used("1s", "web-app", "2024-05-02T12:00:00Z").id();
    long bea = given.account("bea").onPlan("pro").used("9s").id();
    given.account("cec");
    books.rollUp(1);
    given.account("dan").used("8s", "2024-04-30T12:00:00Z");

    given
        .database()
        .run(
            handle -> {
              assertThat(Usage.mostNow(handle, "", 10)).containsExactly(bea, ada);
              assertThat(Usage.mostNow(handle, "pro", 10)).containsExactly(bea);
              assertThat(Usage.most(handle, DAYS, "", 1)).containsExactly(bea);
              assertThat(Usage.most(handle, DAYS, "free", 10)).containsExactly(ada);
              assertThat(Usage.of(handle, List.of(ada), DAYS))
                  .containsExactly(
                      new Usage.OfAccount(
                          ada, LocalDate.parse("2024-05-02"), CpuTime.ZERO, World.cpu("1s")),
                      new Usage.OfAccount(
                          ada, LocalDate.parse("2024-05-03"), World.cpu("7s"), CpuTime.ZERO));
            });
  }
}
