package dev.quartermaster.ops.agent.tarpit;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.quartermaster.ops.agent.spool.Disk;
import dev.quartermaster.ops.agent.spool.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A value that is kept in a file, and replaced there in one step. */
final class Remembered<T> {

  private static final Logger LOG = LoggerFactory.getLogger(Remembered.class);

  /** Where such files are. */
  record Place(Path directory, Disk disk) {}

  private final Path file;
  private final Disk disk;
  private final TypeReference<T> type;

  Remembered(Place place, String name, TypeReference<T> type) {
    this.file = place.directory().resolve(name);
    this.disk = place.disk();
    this.type = type;
  }

  /** Empty when nothing was, or nothing that can be read. */
  Optional<T> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    byte[] content = Files.readAllBytes(file);
    try {
      return Optional.ofNullable(Json.MAPPER.readValue(content, type));
    } catch (IOException e) {
      Path aside = file.resolveSibling(file.getFileName() + ".unreadable");
      LOG.error("{} is unreadable and put aside as {}: {}", file, aside, e.getMessage());
      disk.move(file, aside);
      return Optional.empty();
    }
  }

  void write(T value) throws IOException {
    disk.replace(file, Json.MAPPER.writeValueAsBytes(value));
  }
}
