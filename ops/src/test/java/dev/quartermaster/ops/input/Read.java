package dev.quartermaster.ops.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads whole files in tests. */
final class Read {

  private Read() {}

  static Path file(Path directory, String... lines) {
    return bytes(directory, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  static Path bytes(Path directory, byte[] bytes) {
    try {
      return Files.write(directory.resolve("import"), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static <T> List<Line<T>> all(LineReader<T> reader) {
    try (reader) {
      List<Line<T>> lines = new ArrayList<>();
      reader.forEachRemaining(lines::add);
      return lines;
    }
  }

  /** The values of a file that has no bad line. */
  static <T> List<T> values(LineReader<T> reader) {
    return all(reader).stream().map(Read::value).toList();
  }

  /** The bad lines as they are shown, and nothing of the good ones. */
  static <T> List<String> problems(LineReader<T> reader) {
    return all(reader).stream()
        .filter(Line.Bad.class::isInstance)
        .map(line -> line.number() + ": " + ((Line.Bad<T>) line).problem())
        .toList();
  }

  private static <T> T value(Line<T> line) {
    if (line instanceof Line.Good<T> good) {
      return good.value();
    }
    throw new AssertionError("not a good line: " + line);
  }
}
