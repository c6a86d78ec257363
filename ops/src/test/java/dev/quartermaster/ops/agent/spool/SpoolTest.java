package dev.quartermaster.ops.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quartermaster.ops.agent.meter.Readings;
import dev.quartermaster.ops.agent.meter.Readings.Last;
import dev.quartermaster.ops.agent.spool.Spool.Entry;
import dev.quartermaster.ops.node.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

  private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
  private static final long ROOMY = 1 << 20;

  @TempDir Path directory;
  private Spool spool;
  private long readings;

  @BeforeEach
  void open() throws IOException {
    open(ROOMY);
  }

  private void open(long limit) throws IOException {
    if (spool != null) {
      spool.close();
    }
    spool = Spool.open(directory, "host-1", limit, Disk.REAL, InstantSource.fixed(AT));
  }

  @AfterEach
  void close() throws IOException {
    spool.close();
  }

  @Test
  void reports_go_out_in_the_order_in_which_they_were_made() throws Exception {
    append(use("ada", 1, AT));
    append(use("ada", 2, AT));

    Report first = send();
    Report second = send();

    assertThat(first.records()).containsExactly(use("ada", 1, AT));
    assertThat(second.records()).containsExactly(use("ada", 2, AT));
    assertThat(second.sequence()).isGreaterThan(first.sequence());
    assertThat(spool.waiting()).isZero();
  }

  @Test
  void sequences_go_on_after_a_start_and_begin_at_the_time_when_there_was_none() throws Exception {
    append(use("ada", 1, AT));
    long first = send().sequence();

    open(ROOMY);
    append(use("ada", 2, AT));

    assertThat(first).isEqualTo(AT.toEpochMilli() * 1_000 + 1);
    assertThat(send().sequence()).isEqualTo(first + 1);
  }

  @Test
  void what_waits_and_what_was_read_outlast_a_stop() throws Exception {
    append(use("ada", 1, AT));
    Readings before = spool.readings();

    open(ROOMY);

    assertThat(spool.readings()).isEqualTo(before);
    assertThat(send().records()).containsExactly(use("ada", 1, AT));
  }

  @Test
  void readings_without_use_make_no_report() throws Exception {
    append();

    assertThat(spool.waiting()).isZero();
    assertThat(spool.readings().counters()).isNotEmpty();
  }

  @Test
  void a_second_agent_on_the_same_directory_is_refused() {
    assertThatThrownBy(
            () -> Spool.open(directory, "host-1", ROOMY, Disk.REAL, InstantSource.fixed(AT)))
        .isInstanceOf(Refused.class)
        .hasMessageContainingAll(directory.toString(), "--state-dir");
  }

  @Test
  void a_torn_report_and_what_is_none_are_put_aside() throws Exception {
    append(use("ada", 1, AT));
    append(use("ada", 2, AT));
    Path first = files("spool").get(0);
    Files.write(first, new byte[] {1, 2, 3});
    Files.writeString(directory.resolve("spool/notes.txt"), "hello");
    Files.writeString(directory.resolve("spool/0009999999999999999.json.gz"), "hello");
    Files.writeString(directory.resolve("spool/9999999999999999999.json.gz"), "hello");

    open(ROOMY);
    Report next = send();
    append(use("ada", 3, AT));
    Report last = send();

    assertThat(next.records()).containsExactly(use("ada", 2, AT));
    assertThat(last.records()).containsExactly(use("ada", 3, AT));
    assertThat(files("foreign")).hasSize(4).contains(directory.resolve("foreign/notes.txt"));
  }

  @Test
  void an_unreadable_state_is_put_aside_and_its_sequences_are_not_used_again() throws Exception {
    append(use("ada", 1, AT));
    long first = send().sequence();
    Files.writeString(directory.resolve("state.json"), "{\"sequence\":");

    open(ROOMY);
    append(use("ada", 2, AT));

    assertThat(directory.resolve("state.json.unreadable")).exists();
    assertThat(send().sequence()).isGreaterThanOrEqualTo(first);
  }

  @Test
  void a_full_spool_folds_the_newest_by_owner_and_hour() throws Exception {
    open(300);
    append(use("ada", 1, AT));
    append(use("ada", 20, AT));
    append(use("ada", 300, AT.plusSeconds(60)), use("bob", 5, AT.plusSeconds(60)));
    append(use("ada", 4_000, AT.plusSeconds(3_600)));

    Report first = send();
    Report second = send();

    assertThat(first.records()).containsExactly(use("ada", 1, AT));
    assertThat(second.records())
        .containsExactlyInAnyOrder(
            use("ada", 320, AT.plusSeconds(60)),
            use("bob", 5, AT.plusSeconds(60)),
            use("ada", 4_000, AT.plusSeconds(3_600)));
    assertThat(spool.waiting()).isZero();
  }

  @Test
  void what_cannot_be_folded_is_dropped_oldest_first_and_told_as_a_gap() throws Exception {
    append(use("ada", 1, AT));
    append(use("bob", 2, AT.plusSeconds(60)));
    append(many("user", AT.plusSeconds(120)));
    open(Files.size(files("spool").get(2)));

    append(many("other", AT.plusSeconds(180)));

    assertThat(send().records()).containsExactly(use("ada", 1, AT));
    Report last = send();
    assertThat(last.records()).hasSize(6_000);
    assertThat(last.gaps())
        .containsExactly(
            new Gap(AT.plusSeconds(60), AT.plusSeconds(60), "the agent's spool was full"),
            new Gap(AT.plusSeconds(120), AT.plusSeconds(120), "the agent's spool was full"));
    assertThat(spool.waiting()).isZero();
  }

  @Test
  void a_report_larger_than_the_limit_is_kept_nevertheless() throws Exception {
    open(1);

    append(use("ada", 1, AT));

    assertThat(send().records()).containsExactly(use("ada", 1, AT));
  }

  @Test
  void a_refused_report_is_put_aside_with_the_answer_and_told_as_a_gap() throws Exception {
    append(use("ada", 1, AT));

    spool.refused(spool.await(), "400 nonsense");
    append(use("ada", 2, AT));

    assertThat(files("refused")).hasSize(2);
    assertThat(files("refused").get(1)).hasContent("400 nonsense");
    assertThat(send().gaps()).containsExactly(new Gap(AT, AT, "the report was refused"));
  }

  @Test
  void a_gap_outlasts_a_stop_and_is_told_once() throws Exception {
    append(use("ada", 1, AT));
    spool.refused(spool.await(), "400 nonsense");

    open(ROOMY);
    append(use("ada", 2, AT));
    append(use("ada", 3, AT));

    assertThat(send().gaps()).hasSize(1);
    assertThat(send().gaps()).isEmpty();
  }

  private void append(Use... uses) throws IOException {
    Readings next = new Readings("boot", Set.of("m"), Map.of("a", new Last("1", ++readings, 0)));
    spool.append(next, List.of(uses));
  }

  private Report send() throws Exception {
    Entry entry = spool.await();
    spool.sent(entry);
    return Report.of(entry.body());
  }

  private static Use use(String username, long micros, Instant at) {
    return new Use(username, "console", micros, at);
  }

  private static Use[] many(String name, Instant at) {
    return IntStream.range(0, 6_000).mapToObj(i -> use(name + i, i + 1, at)).toArray(Use[]::new);
  }

  private List<Path> files(String name) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve(name))) {
      return files.sorted().toList();
    }
  }
}
