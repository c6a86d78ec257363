package dev.quartermaster.ops.agent.spool;

import dev.quartermaster.ops.agent.meter.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state on disk. */
final class StateFile {

  private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);

  private final Path file;
  private final Disk disk;
  private final InstantSource clock;

  StateFile(Path directory, Disk disk, InstantSource clock) {
    this.file = directory.resolve("state.json");
    this.disk = disk;
    this.clock = clock;
  }

  /** What was written last; one that begins anew when there is none, or none that can be read. */
  State read() throws IOException {
    if (!Files.exists(file)) {
      return anew();
    }
    byte[] content = Files.readAllBytes(file);
    try {
      return Json.MAPPER.readValue(content, State.class);
    } catch (IOException | RuntimeException e) {
      Path aside = file.resolveSibling("state.json.unreadable");
      LOG.error(
          "{} is unreadable and put aside as {}: the next reading is the first again, and charges nothing ({})",
          file,
          aside,
          e.getMessage());
      disk.move(file, aside);
      return anew();
    }
  }

  void write(State state) throws IOException {
    disk.replace(file, Json.MAPPER.writeValueAsBytes(state));
  }

  /**
   * Sequences begin at the time, and not at 0: a reporter whose state was lost must not use those
   * again that the API has seen, and takes for sent twice.
   */
  private State anew() {
    return new State(clock.millis() * 1_000, Set.of(), List.of(), Readings.NONE);
  }
}
