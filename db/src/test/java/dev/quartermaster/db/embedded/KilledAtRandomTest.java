package dev.quartermaster.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Users and servers killed at any moment of their lives. {@code -Dtest.args="-Dkill.seed=N
 * -Dkill.rounds=N"} replays a failure or looks longer.
 */
class KilledAtRandomTest {

  private static final long SEED = Long.getLong("kill.seed", System.nanoTime());
  private static final int ROUNDS = Integer.getInteger("kill.rounds", 3);
  private static final int LONGEST_LIFE_MILLIS = 2500;

  @TempDir Path directory;

  @Test
  void whatever_is_killed_and_when_the_next_to_join_finds_every_committed_row() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      List<Joiner> joiners = new ArrayList<>();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        joiners.add(Joiner.start(directory));
      }
      // The moment is random on purpose; it ends early when a joiner fails.
      joiners.get(0).process().waitFor(random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS);
      joiners.forEach(Joiner::kill);
      if (random.nextBoolean()) {
        processes().forEach(KilledAtRandomTest::kill);
      }
      addRowAndMaybeCrash(round, random.nextBoolean());
    }
  }

  private void addRowAndMaybeCrash(int rowsBefore, boolean crash) throws Exception {
    String seed = "seed " + SEED + ", round " + rowsBefore;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.join(directory)) {
      Rows rows = new Rows(postgres);
      rows.run("CREATE TABLE IF NOT EXISTS kept (round int)");
      assertThat(rows.ask("SELECT count(*) FROM kept")).as(seed).isEqualTo("" + rowsBefore);
      rows.run("INSERT INTO kept VALUES (" + rowsBefore + ")");
      assertThat(processes()).as(seed + ": one server").hasSize(1);
      if (crash) {
        processes().forEach(KilledAtRandomTest::kill);
      }
    }
    assertThat(processes()).as(seed + ": stopped").isEmpty();
  }

  /** Servers of this directory, and the programs that start one. */
  private List<ProcessHandle> processes() throws Exception {
    String data = directory.toRealPath().resolve("data").toString();
    return ProcessHandle.allProcesses()
        .filter(process -> mentions(process.info().arguments().orElse(new String[0]), data))
        .toList();
  }

  private static boolean mentions(String[] arguments, String data) {
    return Arrays.stream(arguments).anyMatch(argument -> argument.contains(data));
  }

  private static void kill(ProcessHandle process) {
    process.destroyForcibly();
    process.onExit().join();
  }
}
