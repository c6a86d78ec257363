package dev.quartermaster.ops.input;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an imported file, one at a time, in the file's order; blank lines are left out. For
 * one thread, but for {@link #progress}.
 *
 * <p>{@link #hasNext} throws {@link InputProblem} when the disk fails or packed data turn out to be
 * damaged; the lines before stand.
 */
public final class LineReader<T> implements Iterator<Line<T>>, AutoCloseable {

  private final InputFile file;
  private final ByteLines lines;
  private final LineParser<T> parser;
  private @Nullable Line<T> next;

  private LineReader(InputFile file, ByteLines lines, LineParser<T> parser) {
    this.file = file;
    this.lines = lines;
    this.parser = parser;
  }

  /**
   * Opens a file and reads its header.
   *
   * @param header reads the header's lines and says how to read those that follow
   */
  static <T> LineReader<T> open(Path path, Header<T> header) {
    InputFile file = InputFile.open(path);
    try {
      ByteLines lines = new ByteLines(file);
      return new LineReader<>(file, lines, header.read(file, lines));
    } catch (RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /**
   * Reads what stands before the lines; throws {@link InputProblem} when it is not as it should be.
   */
  interface Header<T> {
    LineParser<T> read(InputFile file, ByteLines lines);
  }

  @Override
  public boolean hasNext() {
    while (next == null && lines.next()) {
      if (!lines.isBlank() && !parser.isComment(lines)) {
        next = read();
      }
    }
    return next != null;
  }

  private Line<T> read() {
    try {
      return new Line.Good<>(lines.number(), parser.parse(lines.text()));
    } catch (BadLine e) {
      return new Line.Bad<>(lines.number(), e.problem());
    }
  }

  @Override
  public Line<T> next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Line<T> line = next;
    next = null;
    return line;
  }

  /** How far the file is read, a buffer ahead of the lines; any thread may ask. */
  public Progress progress() {
    return file.progress();
  }

  @Override
  public void close() {
    file.close();
  }
}
