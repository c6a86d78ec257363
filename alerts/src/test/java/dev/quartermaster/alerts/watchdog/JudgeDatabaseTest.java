package dev.quartermaster.alerts.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.watchdog.DatabaseHealth.Bounds;
import dev.quartermaster.alerts.watchdog.DiskSpace.Disk;
import dev.quartermaster.alerts.watchdog.Vitals.Age;
import dev.quartermaster.alerts.watchdog.Vitals.Sessions;
import dev.quartermaster.alerts.watchdog.Vitals.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgeDatabaseTest {

  private static final Instant NOON = Instant.parse("2025-06-10T12:00:00Z");
  private static final long GIB = 1L << 30;

  @Test
  void nothing_is_wrong_up_to_the_bounds() {
    assertThat(judge(new Sessions(80, 100), 1_000_000_000)).isEmpty();
  }

  @Test
  void above_four_fifths_of_the_connections_it_is_a_warning_and_above_95_per_cent_critical() {
    assertThat(judge(new Sessions(81, 100), 0)).containsExactly("warning DatabaseConnections");
    assertThat(judge(new Sessions(96, 100), 0)).containsExactly("critical DatabaseConnections");
  }

  @Test
  void old_transaction_ids_are_a_warning_and_close_to_the_end_of_them_critical() {
    assertThat(judge(new Sessions(1, 100), 1_000_000_001))
        .containsExactly("warning TransactionIdAge");
    assertThat(judge(new Sessions(1, 100), 1_800_000_001))
        .containsExactly("critical TransactionIdAge");
  }

  @Test
  void of_several_long_transactions_the_oldest_is_named_and_all_are_told() {
    Vitals vitals =
        new Vitals(
            Optional.empty(),
            new Sessions(1, 100),
            new Age("qm", 0),
            List.of(
                new Transaction(42, "psql", "SELECT 1", Duration.ofMinutes(30)),
                new Transaction(43, "report", "SELECT 2", Duration.ofMinutes(11))));

    List<Condition> found = new JudgeDatabase(Bounds.DEFAULT, NOON).judge(vitals);

    assertThat(found).hasSize(1);
    assertThat(found.get(0).since()).isEqualTo(NOON.minus(Duration.ofMinutes(30)));
    assertThat(found.get(0).text().summary())
        .startsWith("a transaction of psql (pid 42) is open for 30 min")
        .endsWith("(2 such transactions)");
    assertThat(found.get(0).text().details()).containsOnlyKeys("pid 42", "pid 43");
  }

  @Test
  void a_disk_is_scarce_below_a_tenth_unless_that_is_plenty_and_full_below_a_gibibyte() {
    assertThat(disk(30 * GIB, 1_000 * GIB)).isEmpty();
    assertThat(disk(11 * GIB, 100 * GIB)).isEmpty();
    assertThat(disk(9 * GIB, 100 * GIB)).contains("warning DiskFull");
    assertThat(disk(GIB - 1, 5 * GIB)).contains("critical DiskFull");
  }

  private static Optional<String> disk(long free, long total) {
    return DiskSpace.judge(new Disk(free, total), NOON).map(JudgeDatabaseTest::name);
  }

  private static List<String> judge(Sessions sessions, long age) {
    Vitals vitals = new Vitals(Optional.empty(), sessions, new Age("qm", age), List.of());
    return new JudgeDatabase(Bounds.DEFAULT, NOON)
        .judge(vitals).stream().map(JudgeDatabaseTest::name).toList();
  }

  private static String name(Condition condition) {
    return condition.severity().word() + " " + condition.cause().name();
  }
}
