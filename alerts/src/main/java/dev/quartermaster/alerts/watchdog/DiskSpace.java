package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Details;
import dev.quartermaster.alerts.alert.Sign;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Looks whether the disk of the embedded server has room. PostgreSQL tells nobody how much is left:
 * of a server elsewhere its own host must be watched.
 */
public final class DiskSpace implements Source {

  private static final long GIB = 1L << 30;

  private final Path data;

  /**
   * A disk.
   *
   * @param free bytes
   * @param total bytes
   */
  record Disk(long free, long total) {

    /** Less than a run of the server may need: a gibibyte of WAL. */
    boolean isFull() {
      return free < GIB;
    }

    /** Less than a tenth, unless that is still plenty. */
    boolean isScarce() {
      return free < total / 10 && free < 20 * GIB;
    }
  }

  /** With the directory that holds the server's data. */
  public DiskSpace(Path data) {
    this.data = data;
  }

  @Override
  public Set<String> names() {
    return Set.of("DiskFull");
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    return judge(read(), now).stream().toList();
  }

  private Disk read() {
    try {
      FileStore store = Files.getFileStore(data);
      return new Disk(store.getUsableSpace(), store.getTotalSpace());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot tell how much disk is left for %s: %s".formatted(data, e.getMessage()), e);
    }
  }

  static Optional<Condition> judge(Disk disk, Instant now) {
    if (!disk.isFull() && !disk.isScarce()) {
      return Optional.empty();
    }
    Sign sign = disk.isFull() ? Sign.critical("DiskFull", now) : Sign.warning("DiskFull", now);
    String free = gigabytes(disk.free());
    String total = gigabytes(disk.total());
    return Optional.of(
        sign.of(
            "database",
            new Condition.Text(
                "the disk of the database has %s of %s free".formatted(free, total),
                Details.NONE.with("free", free).with("total", total).all(),
                Map.of(),
                Optional.empty())));
  }

  private static String gigabytes(long bytes) {
    return "%.1f GiB".formatted(bytes / (double) GIB);
  }
}
