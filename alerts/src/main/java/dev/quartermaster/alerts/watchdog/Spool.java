package dev.quartermaster.alerts.watchdog;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.quartermaster.alerts.alert.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file on this machine's disk: what was told without the database, until that knows of it. When
 * the file cannot be written, memory has to do.
 */
public final class Spool {

  private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());
  private static final TypeReference<List<Spooled>> ALL = new TypeReference<>() {};

  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

  private final Path file;
  private final Map<Cause, Spooled> now = new LinkedHashMap<>();

  /** In that file; what is in it already is gone on with. */
  public Spool(Path file) {
    this.file = file;
    load(file).forEach(one -> now.put(one.cause(), one));
  }

  private static List<Spooled> load(Path file) {
    try {
      return Files.exists(file) ? JSON.readValue(Files.readAllBytes(file), ALL) : List.of();
    } catch (IOException e) {
      LOG.warn("{} cannot be read, and is left out: {}", file, e.getMessage());
      return List.of();
    }
  }

  synchronized List<Spooled> all() {
    return List.copyOf(now.values());
  }

  synchronized Optional<Spooled> of(Cause cause) {
    return Optional.ofNullable(now.get(cause));
  }

  /** In the place of what there was of its cause. */
  synchronized void write(Spooled spooled) {
    if (!spooled.equals(now.put(spooled.cause(), spooled))) {
      save();
    }
  }

  synchronized void remove(Cause cause) {
    now.remove(cause);
    save();
  }

  private void save() {
    try {
      Path whole = file.resolveSibling(file.getFileName() + ".new");
      Files.write(whole, JSON.writeValueAsBytes(List.copyOf(now.values())));
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.warn("{} cannot be written: {}", file, e.getMessage());
    }
  }
}
