package dev.quartermaster.ops.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The one file in a zip.
 *
 * @param content closes the zip when it is closed
 * @param size bytes when unpacked, as the zip tells it
 */
record SingleZip(InputStream content, OptionalLong size) {

  private static final int MOST_NAMED = 5;

  /**
   * The zip's table of contents is held in memory when it is opened: that of one file is below
   * this.
   */
  private static final long LONGEST_DIRECTORY = 1 << 20;

  private static final int END_RECORD = 0x06054b50;
  private static final int END_RECORD_LENGTH = 22;
  private static final int LONGEST_COMMENT = 0xffff;

  static SingleZip open(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new InputProblem(
          path, "is a zip in a pipe; give the zip itself, or pipe the unpacked file");
    }
    if (directoryLength(path) > LONGEST_DIRECTORY) {
      throw new InputProblem(path, "holds very many files; a zip to import holds exactly one");
    }
    ZipFile zip = new ZipFile(path.toFile());
    try {
      ZipEntry entry = onlyEntry(path, zip);
      InputStream content = zip.getInputStream(entry);
      OptionalLong size =
          entry.getSize() < 0 ? OptionalLong.empty() : OptionalLong.of(entry.getSize());
      return new SingleZip(closing(zip, content), size);
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static ZipEntry onlyEntry(Path path, ZipFile zip) {
    List<? extends ZipEntry> entries =
        zip.stream().filter(e -> !e.isDirectory() && !isFinders(e)).toList();
    if (entries.size() == 1) {
      return entries.get(0);
    }
    if (entries.isEmpty()) {
      throw new InputProblem(path, "is a zip without a file; a zip to import holds exactly one");
    }
    String names =
        entries.stream()
            .limit(MOST_NAMED)
            .map(entry -> Shown.quoted(entry.getName()))
            .collect(Collectors.joining(", "));
    String more =
        entries.size() > MOST_NAMED ? " and " + (entries.size() - MOST_NAMED) + " more" : "";
    throw new InputProblem(
        path,
        "holds %d files: %s%s; a zip to import holds exactly one: unpack it and name the file"
            .formatted(entries.size(), names, more));
  }

  /** macOS adds a shadow of each file to the zips that it makes. */
  private static boolean isFinders(ZipEntry entry) {
    return entry.getName().startsWith("__MACOSX/");
  }

  private static InputStream closing(ZipFile zip, InputStream content) {
    return new FilterInputStream(content) {
      @Override
      public void close() throws IOException {
        zip.close();
      }
    };
  }

  /**
   * From the record at the end of a zip, before anything is allocated by what the zip says; 0 when
   * it has none.
   */
  private static long directoryLength(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path)) {
      long start = Math.max(0, channel.size() - END_RECORD_LENGTH - LONGEST_COMMENT);
      ByteBuffer end =
          ByteBuffer.allocate((int) (channel.size() - start)).order(ByteOrder.LITTLE_ENDIAN);
      while (end.hasRemaining() && channel.read(end, start + end.position()) >= 0) {}
      for (int at = end.position() - END_RECORD_LENGTH; at >= 0; at--) {
        if (end.getInt(at) == END_RECORD) {
          return Integer.toUnsignedLong(end.getInt(at + 12));
        }
      }
      return 0;
    }
  }
}
