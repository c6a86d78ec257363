package dev.quartermaster.alerts.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alerts;
import dev.quartermaster.alerts.alert.Deciding;
import dev.quartermaster.alerts.alert.Findings;
import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.outbox.Delivered;
import dev.quartermaster.alerts.outbox.Outbox;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.DatabaseUnavailable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionFactory;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server is stopped, and made read-only. */
class WithoutDatabaseTest {

  private static final Pace FAST =
      new Pace(
          Duration.ofMillis(50),
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          Duration.ofMillis(200),
          Duration.ofSeconds(2));

  private static final String GONE = "firing DatabaseUnreachable";

  private final DatabaseUnavailable unavailable =
      new DatabaseUnavailable("no connection within 10 s", new SQLException("refused"));

  @TempDir static Path directory;

  private final Phone pager = new Phone("pager");
  private final Phone mail = new Phone("mail");
  private final List<WithoutDatabase> watchers = new ArrayList<>();
  private OwnServer server;

  @BeforeEach
  void a_server() {
    server = OwnServer.start(directory);
  }

  @AfterEach
  void close() {
    watchers.forEach(WithoutDatabase::close);
    server.close();
  }

  @Test
  void the_page_goes_out_once_over_the_first_channel_that_takes_it() {
    WithoutDatabase watcher = watcher("hk-1", FAST, pager, mail);
    pager.fails();
    server.stop();
    look(watcher, 0);
    patiently().until(() -> mail.asked().size() == 1);

    nothingMoreIsToldFor(FAST.again().multipliedBy(3));

    assertThat(pager.asked()).containsExactly(GONE);
    assertThat(mail.asked()).containsExactly(GONE);
    assertThat(watcher.told()).containsExactly("mail");
  }

  @Test
  void when_no_channel_takes_it_they_are_asked_again_and_a_broken_one_hinders_none() {
    WithoutDatabase watcher = watcher("hk-1", FAST, pager, mail);
    pager.breaks();
    mail.fails();
    server.stop();
    look(watcher, 0);
    patiently().until(() -> mail.asked().size() >= 2);

    mail.isWell();

    patiently().until(() -> watcher.told().equals(List.of("mail")));
  }

  @Test
  void a_restart_of_six_seconds_is_told_to_nobody_though_a_look_waited_for_it() {
    WithoutDatabase watcher = watcher("hk-1", Pace.STANDARD, pager);
    server.stop();
    CompletableFuture<?> waiting = CompletableFuture.runAsync(() -> look(watcher, 0));
    await().pollDelay(Duration.ofSeconds(6)).until(() -> true);
    server.restart();
    waiting.join();
    nothingMoreIsToldFor(Watchdog.INTERVAL);
    look(watcher, 0);

    nothingMoreIsToldFor(Pace.STANDARD.patience());

    assertThat(pager.asked()).isEmpty();
  }

  @Test
  void the_time_that_a_look_waited_for_a_database_that_is_gone_counts() {
    WithoutDatabase watcher = watcher("hk-1", Pace.STANDARD, pager);
    server.stop();

    watcher.failed(unavailable, Duration.ofSeconds(10));

    await()
        .atMost(Pace.STANDARD.patience().minusSeconds(2))
        .untilAsserted(() -> assertThat(pager.asked()).containsExactly(GONE));
  }

  @Test
  void a_database_that_is_back_before_the_pool_knows_is_told_to_nobody() {
    WithoutDatabase watcher = watcher("hk-1", Pace.STANDARD, pager);

    watcher.failed(unavailable, Duration.ofSeconds(10));
    nothingMoreIsToldFor(Duration.ofSeconds(4));
    look(watcher, 0);

    nothingMoreIsToldFor(Duration.ofSeconds(2));
    assertThat(pager.asked()).isEmpty();
  }

  @Test
  void a_pool_that_gets_no_connection_for_long_is_told_of_though_the_database_answers() {
    WithoutDatabase watcher = watcher("hk-1", FAST, pager);

    watcher.failed(unavailable, Duration.ZERO);

    patiently().until(() -> pager.asked().equals(List.of(GONE)));
  }

  @Test
  void a_look_in_which_the_process_was_frozen_is_no_news() {
    WithoutDatabase watcher = watcher("hk-1", Pace.STANDARD, pager);
    IllegalStateException cut = new IllegalStateException("its session was ended meanwhile");

    watcher.failed(cut, Duration.ofMinutes(1));
    nothingMoreIsToldFor(Duration.ofSeconds(3));
    look(watcher, 0);

    nothingMoreIsToldFor(Duration.ofSeconds(2));
    assertThat(pager.asked()).isEmpty();
  }

  @Test
  void what_was_told_is_known_to_the_next_process_and_not_told_again() {
    WithoutDatabase before = watcher("hk-1", FAST, pager);
    server.stop();
    RuntimeException gone = look(before, 0).orElseThrow();
    patiently().until(() -> before.told().equals(List.of("pager")));
    before.close();

    WithoutDatabase after = watcher("hk-1", FAST, pager);
    after.failed(gone, Duration.ZERO);
    nothingMoreIsToldFor(FAST.patience().multipliedBy(3));
    assertThat(pager.asked()).containsExactly(GONE);
    server.restart();
    look(after, 0);

    patiently().until(() -> after.told().isEmpty());
    assertThat(open()).extracting(alert -> alert.cause().name()).contains("DatabaseUnreachable");
  }

  @Test
  void of_two_that_told_it_one_alert_results_and_its_end_goes_to_all_who_were_told() {
    WithoutDatabase first = watcher("hk-1", FAST, pager);
    WithoutDatabase second = watcher("hk-2", FAST, mail);
    look(second, 1);
    server.stop();
    second.failed(look(first, 0).orElseThrow(), Duration.ZERO);
    patiently().until(() -> mail.asked().size() == 1);
    assertThat(pager.asked()).containsExactly(GONE);

    server.restart();
    look(first, 0);
    patiently().until(() -> first.told().isEmpty());
    decide(Duration.ZERO);
    look(second, 1);
    patiently().until(() -> second.told().isEmpty());
    Alert alert = only();
    decide(Duration.ofSeconds(15));

    assertThat(open()).isEmpty();
    assertThat(pages(alert))
        .containsExactlyInAnyOrder(
            "pager firing accepted",
            "mail firing accepted",
            "pager resolved queued",
            "mail resolved queued");
  }

  @Test
  void a_database_that_takes_no_writes_is_another_alert_and_both_end() {
    WithoutDatabase watcher = watcher("hk-1", FAST, pager);
    server.stop();
    look(watcher, 0);
    patiently().until(() -> pager.asked().size() == 1);
    server.restart();
    server.takesWrites(false);
    // A session hears of it in its own time, as the watchdog does that looks again and again.
    patiently().until(() -> look(watcher, 0).isPresent());
    patiently().until(() -> pager.asked().size() == 2);
    assertThat(pager.asked()).containsExactly(GONE, "firing DatabaseReadOnly");

    server.takesWrites(true);
    patiently().until(() -> look(watcher, 0).isEmpty());
    patiently().until(() -> watcher.told().isEmpty());

    assertThat(open())
        .extracting(alert -> alert.cause().name())
        .containsExactlyInAnyOrder("DatabaseUnreachable", "DatabaseReadOnly");
    decide(Duration.ofSeconds(15));
    assertThat(open()).isEmpty();
  }

  private WithoutDatabase watcher(String who, Pace pace, Phone... phones) {
    Map<String, Channel> channels = new LinkedHashMap<>();
    for (Phone phone : phones) {
      channels.put(phone.name(), phone);
    }
    WithoutDatabase watcher =
        WithoutDatabase.start(
            server.database(),
            new WithoutDatabase.Settings(
                who, () -> Found.POLICY, () -> channels, InstantSource.system()),
            new Spool(directory.resolve(server.name() + "-" + who + ".json")),
            pace);
    watchers.add(watcher);
    return watcher;
  }

  /** As the watchdog does; returns how it failed. */
  private Optional<RuntimeException> look(WithoutDatabase watcher, int rank) {
    long began = System.nanoTime();
    try {
      server
          .database()
          .transactionWithin(
              Duration.ofSeconds(5), handle -> Turns.noteLook(handle, "hk-1", Watchdog.Kind.NODE));
      watcher.looked(rank);
      return Optional.empty();
    } catch (RuntimeException e) {
      watcher.failed(e, Duration.ofNanos(System.nanoTime() - began));
      return Optional.of(e);
    }
  }

  /** Those who decide see that the database is there. */
  private void decide(Duration later) {
    Findings findings = new Findings(List.of(), Set.of("DatabaseUnreachable", "DatabaseReadOnly"));
    server
        .database()
        .run(
            handle ->
                Deciding.decide(
                    handle, findings, Found.POLICY, DatabaseClock.now(handle).plus(later)));
  }

  private void nothingMoreIsToldFor(Duration time) {
    int told = pager.asked().size() + mail.asked().size();
    await()
        .during(time)
        .atMost(time.plusSeconds(5))
        .until(() -> pager.asked().size() + mail.asked().size() == told);
  }

  private List<Alert> open() {
    return server.database().transaction(Alerts::open);
  }

  private Alert only() {
    assertThat(open()).hasSize(1);
    return open().get(0);
  }

  private List<String> pages(Alert alert) {
    return server.database().transaction((Handle handle) -> Outbox.of(handle, alert.id())).stream()
        .map((Delivered page) -> "%s %s %s".formatted(page.channel(), page.kind(), page.state()))
        .toList();
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
  }
}
