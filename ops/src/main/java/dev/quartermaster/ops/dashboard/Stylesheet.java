package dev.quartermaster.ops.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.zip.CRC32;

/** How the pages look. */
public final class Stylesheet {

  /** The CSS. */
  public static final String TEXT = read();

  /** Where it is served; another text has another path, so that a browser may keep it for good. */
  public static final String PATH = "/dashboard-%08x.css".formatted(checksum());

  private Stylesheet() {}

  private static String read() {
    try (InputStream css = Stylesheet.class.getResourceAsStream("dashboard.css")) {
      return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long checksum() {
    CRC32 crc = new CRC32();
    crc.update(TEXT.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
