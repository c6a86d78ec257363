package dev.quartermaster.alerts.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.monitor.Monitor.About;
import dev.quartermaster.alerts.monitor.Ping.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MonitorsTest {

  private static final Monitor BACKUP =
      Watched.monitor(
          "backup", Life.daily("0 2 * * *", "Europe/London", "sat sun 22:00-06:00", "12-25"));
  private static final Monitor BEAT = Watched.monitor("beat", Life.every("PT5M"));

  private static Watched watched;

  @BeforeAll
  static void open() {
    watched = Watched.of(MonitorsTest.class);
  }

  @AfterAll
  static void close() {
    watched.close();
  }

  @BeforeEach
  void given() {
    watched.empty("2026-11-20T12:00:00Z");
  }

  private static List<Monitor> declared() {
    return watched
        .database()
        .transaction(handle -> Monitors.all(handle).stream().map(MonitorView::monitor).toList());
  }

  @Test
  void what_is_declared_is_read_back_the_same_and_nothing_else() {
    watched.declare(BACKUP, BEAT).declare(BEAT, BACKUP);
    assertThat(declared()).containsExactly(BACKUP, BEAT);
    assertThat(watched.view("beat").standing().expected()).isEqualTo("2026-11-20T12:05:00Z");

    watched.declare(BEAT);
    assertThat(declared()).containsExactly(BEAT);

    watched.declare();
    assertThat(declared()).isEmpty();
  }

  @Test
  void thousands_are_declared_at_once() {
    Monitor[] many =
        IntStream.range(0, 5_000)
            .mapToObj(i -> Watched.monitor("job-" + i, Life.every("PT5M")))
            .toArray(Monitor[]::new);

    watched.declare(many);

    assertThat(declared()).hasSize(5_000);
    assertThat(watched.look()).isEmpty();
    watched.later(Duration.ofHours(1));
    assertThat(watched.look()).hasSize(5_000);
  }

  @Test
  void keys_may_change_places() {
    watched.declare(BACKUP, BEAT);

    watched.declare(
        new Monitor("backup", BEAT.pingKey(), BACKUP.plan(), BACKUP.about()),
        new Monitor("beat", BACKUP.pingKey(), BEAT.plan(), BEAT.about()));

    watched.ping("beat-key", Kind.SUCCESS);
    assertThat(watched.view("backup").standing().last().seen()).isPresent();
    assertThat(watched.view("beat").standing().last().seen()).isEmpty();
  }

  @Test
  void one_that_stays_keeps_what_is_known_and_one_whose_times_change_is_expected_by_those() {
    watched.declare(BEAT).ping("beat-key", Kind.FAIL);
    watched.later(Duration.ofMinutes(1));

    watched.declare(new Monitor("beat", "other", BEAT.plan(), new About(Severity.INFO, "ops", "")));
    assertThat(watched.view("beat").standing().expected()).isEqualTo("2026-11-20T12:05:00Z");
    assertThat(watched.state("beat")).isEqualTo(State.FAILED);
    assertThat(watched.ping("beat-key", Kind.SUCCESS)).isFalse();

    watched.declare(Watched.monitor("beat", Life.every("PT1H")));
    assertThat(watched.view("beat").standing().expected()).isEqualTo("2026-11-20T13:01:00Z");
    assertThat(watched.state("beat")).isEqualTo(State.FAILED);
  }

  @Test
  void one_that_is_removed_answers_nobody_and_one_that_comes_back_begins_anew_with_its_history() {
    watched.declare(BEAT);
    watched.ping("beat-key", Kind.FAIL);
    watched.ping("beat-key", Kind.START);
    watched.later(Duration.ofHours(1));
    assertThat(watched.found()).contains("MonitorNotSeen", "MonitorFailed");

    watched.declare();
    assertThat(watched.ping("beat-key", Kind.SUCCESS)).isFalse();
    assertThat(watched.look()).isEmpty();

    watched.later(Duration.ofDays(2));
    watched.declare(BEAT);
    assertThat(watched.look()).isEmpty();
    assertThat(watched.state("beat")).isEqualTo(State.NEW);
    assertThat(watched.view("beat").standing().expected()).isEqualTo("2026-11-22T13:05:00Z");
    assertThat(watched.checkIns("beat")).hasSize(2);
    assertThat(watched.ping("beat-key", Kind.SUCCESS)).isTrue();
  }

  @Test
  void another_may_take_the_key_of_one_that_is_gone() {
    watched.declare(BEAT);

    watched.declare(new Monitor("new", "beat-key", BEAT.plan(), BEAT.about()));

    watched.ping("beat-key", Kind.SUCCESS);
    assertThat(watched.state("new")).isEqualTo(State.UP);
  }

  @Test
  void nodes_that_declare_at_once_and_jobs_that_ping_meanwhile_do_not_run_into_each_other() {
    Monitor other = new Monitor("backup", "beat-key", BACKUP.plan(), BACKUP.about());
    Monitor another = new Monitor("beat", "backup-key", BEAT.plan(), BEAT.about());
    watched.declare(BACKUP, BEAT);

    List<CompletableFuture<?>> all =
        IntStream.range(0, 40)
            .<CompletableFuture<?>>mapToObj(
                i ->
                    switch (i % 4) {
                      case 0 -> CompletableFuture.runAsync(() -> watched.declare(BACKUP, BEAT));
                      case 1 -> CompletableFuture.runAsync(() -> watched.declare(another, other));
                      case 2 -> CompletableFuture.runAsync(watched::look);
                      default ->
                          CompletableFuture.runAsync(() -> watched.ping("beat-key", Kind.SUCCESS));
                    })
            .toList();

    assertThat(all).allSatisfy(CompletableFuture::join);
    assertThat(declared()).hasSize(2);
  }

  @Test
  void a_check_in_is_kept_as_it_came() {
    watched.declare(BEAT);
    UUID rid = UUID.randomUUID();
    watched.ping("beat-key", Kind.START, rid);
    watched.later(Duration.ofSeconds(90));
    watched.ping("beat-key", Kind.SUCCESS, rid);
    watched.exit("beat-key", 3, "all is lost\u0000", "disk full\u0007", "");

    List<CheckIns.CheckIn> kept = watched.checkIns("beat");

    assertThat(kept)
        .extracting(CheckIns.CheckIn::kind)
        .containsExactly(Kind.FAIL, Kind.SUCCESS, Kind.START);
    assertThat(kept.get(0).exitCode()).hasValue(3);
    assertThat(kept.get(0).source()).isEqualTo("192.0.2.7");
    assertThat(kept.get(0).body().text()).isEqualTo("all is lost\u0000\ndisk full\u0007\n");
    assertThat(kept.get(1).rid()).contains(rid.toString());
    assertThat(kept.get(1).took()).contains(Duration.ofSeconds(90));
    assertThat(watched.view("beat").standing().last().end().orElseThrow().line())
        .isEqualTo("disk full");
  }

  @Test
  void a_hundred_are_kept_and_none_for_longer_than_thirty_days() {
    watched.declare(BEAT);
    IntStream.range(0, 120).forEach(i -> watched.ping("beat-key", Kind.LOG));
    assertThat(watched.checkIns("beat")).hasSize(100);

    watched.later(Duration.ofDays(31));
    watched.ping("beat-key", Kind.SUCCESS);

    assertThat(watched.checkIns("beat")).hasSize(1);
  }

  @Test
  void of_pings_at_once_each_is_kept_and_the_last_one_counts() {
    watched.declare(BEAT);

    List<CompletableFuture<Boolean>> pings =
        Stream.generate(
                () -> CompletableFuture.supplyAsync(() -> watched.ping("beat-key", Kind.SUCCESS)))
            .limit(30)
            .toList();

    assertThat(pings).allSatisfy(ping -> assertThat(ping.join()).isTrue());
    assertThat(watched.checkIns("beat")).hasSize(30);
    assertThat(watched.state("beat")).isEqualTo(State.UP);
  }

  @Test
  void only_a_silence_of_all_nodes_is_a_gap() {
    watched.beat();
    watched.later(Duration.ofSeconds(10));
    watched.beat();
    watched.later(Duration.ofMinutes(5));
    assertThat(gaps())
        .containsExactly(
            new Gap(Instant.parse("2026-11-20T12:00:10Z"), Instant.parse("2026-11-20T12:05:10Z")));

    watched.later(Duration.ofMinutes(1));
    watched.beat();
    watched.beat();
    watched.later(Duration.ofSeconds(5));

    assertThat(gaps())
        .containsExactly(
            new Gap(Instant.parse("2026-11-20T12:00:10Z"), Instant.parse("2026-11-20T12:06:10Z")));
  }

  private static List<Gap> gaps() {
    return watched.database().transaction(Listening::gaps);
  }
}
