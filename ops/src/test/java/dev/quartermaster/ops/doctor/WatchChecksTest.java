package dev.quartermaster.ops.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.alerts.alert.Drilled;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.testing.TestDatabase;
import dev.quartermaster.jobs.watch.Watched;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchChecksTest {

  @Test
  void nothing_that_the_watch_looks_for_is_left_out() {
    try (Database untouched = Database.open(TestDatabase.settings("untouched"))) {
      Watched all =
          new Watched(
              Map::of,
              schedule -> Optional.empty(),
              Duration.ofSeconds(5),
              Optional.of(Path.of("/")));

      for (Source source : new WatchChecks(untouched, all, Set.of()).sources()) {
        Set<String> faults = new HashSet<>(source.names());
        // A drill is none.
        faults.remove(Drilled.NAME);
        assertThat(WatchChecks.known()).as(source.name()).containsAll(faults);
      }
    }
  }
}
