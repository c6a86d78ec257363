package dev.quartermaster.alerts.watchdog;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * One file on this machine's disk: what was told without the database, until that knows of it. When
 * the file cannot be written, memory has to do.
 */
public final class Spool {

  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

  private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger(Spool.class);

  private final Path file;
  private Optional<Spooled> now;

  /** In that file; what is in it already is gone on with. */
  public Spool(Path file) {
    this.file = file;
    this.now = load(file);
  }

  private static Optional<Spooled> load(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(JSON.readValue(Files.readAllBytes(file), Spooled.class))
          : Optional.empty();
    } catch (IOException e) {
      LOG.warn("{} cannot be read, and is left out: {}", file, e.getMessage());
      return Optional.empty();
    }
  }

  synchronized Optional<Spooled> read() {
    return now;
  }

  synchronized void write(Spooled spooled) {
    if (now.equals(Optional.of(spooled))) {
      return;
    }
    now = Optional.of(spooled);
    try {
      Path whole = file.resolveSibling(file.getFileName() + ".new");
      Files.write(whole, JSON.writeValueAsBytes(spooled));
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("{} cannot be written: {}", file, e.getMessage());
    }
  }

  synchronized void clear() {
    now = Optional.empty();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be deleted", e);
    }
  }
}
