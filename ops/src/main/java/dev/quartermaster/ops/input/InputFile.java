package dev.quartermaster.ops.input;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;

/**
 * A file to import: plain, gzip, or a zip of one file. Which of them is told from the first bytes,
 * not from the name. It is unpacked as it is read.
 */
public final class InputFile implements AutoCloseable {

  private static final int BUFFER = 1 << 16;

  private final Path path;
  private final InputStream content;
  private final AtomicLong read;
  private final OptionalLong total;

  private InputFile(Path path, InputStream content, AtomicLong read, OptionalLong total) {
    this.path = path;
    this.content = content;
    this.read = read;
    this.total = total;
  }

  /**
   * Opens the file and looks at its first bytes.
   *
   * @throws InputProblem when it is missing, a directory, unreadable or empty, or a zip of none or
   *     several files
   */
  public static InputFile open(Path path) {
    if (Files.isDirectory(path)) {
      throw new InputProblem(path, "is a directory; name a file in it");
    }
    try {
      return unpacked(path);
    } catch (NoSuchFileException e) {
      throw new InputProblem(
          path, "does not exist; is the name right, seen from this directory?", e);
    } catch (AccessDeniedException e) {
      throw new InputProblem(path, "may not be read; give this user the right to read it", e);
    } catch (IOException e) {
      throw new InputProblem(path, "cannot be opened: " + reason(e) + "; is it complete?", e);
    }
  }

  /**
   * What tells this file's content from any other: the first 16 hex digits of its SHA-256,
   * unpacked.
   *
   * @throws InputProblem as {@link #open} does, and when it can be read only once
   */
  public static String fingerprint(Path path) {
    if (!Files.isRegularFile(path) && Files.exists(path)) {
      throw new InputProblem(
          path,
          "can be read only once; save it to a file first, or give each line a reporter and a sequence");
    }
    try (InputFile file = open(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      for (int n = file.content.read(buffer); n >= 0; n = file.content.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    } catch (IOException e) {
      throw new InputProblem(path, "cannot be read: " + reason(e) + "; is it complete?", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static InputFile unpacked(Path path) throws IOException {
    AtomicLong read = new AtomicLong();
    InputStream raw = Files.newInputStream(path);
    try {
      InputStream packed = new BufferedInputStream(new CountedStream(raw, read), BUFFER);
      byte[] magic = peek(packed, 4);
      InputFile file;
      if (startsWith(magic, 'P', 'K', 3, 4) || startsWith(magic, 'P', 'K', 5, 6)) {
        raw.close();
        file = zipped(path);
      } else {
        boolean gzip = startsWith(magic, 0x1f, 0x8b);
        InputStream content =
            gzip ? new BufferedInputStream(new GZIPInputStream(packed, BUFFER), BUFFER) : packed;
        file = new InputFile(path, content, read, sizeOf(path));
      }
      return file.notEmpty();
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private static InputFile zipped(Path path) throws IOException {
    SingleZip zip = SingleZip.open(path);
    AtomicLong read = new AtomicLong();
    InputStream content = new BufferedInputStream(new CountedStream(zip.content(), read), BUFFER);
    return new InputFile(path, content, read, zip.size());
  }

  private InputFile notEmpty() throws IOException {
    try {
      if (peek(content, 1).length == 0) {
        throw problem("is empty; was it written to its end?");
      }
      return this;
    } catch (IOException | RuntimeException e) {
      content.close();
      throw e;
    }
  }

  private static byte[] peek(InputStream in, int count) throws IOException {
    in.mark(count);
    byte[] first = in.readNBytes(count);
    in.reset();
    return first;
  }

  private static boolean startsWith(byte[] bytes, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** A pipe has no size to go by. */
  private static OptionalLong sizeOf(Path path) throws IOException {
    return Files.isRegularFile(path) ? OptionalLong.of(Files.size(path)) : OptionalLong.empty();
  }

  /**
   * Reads on in the unpacked content; -1 at its end.
   *
   * @throws InputProblem when the disk fails or the packed data are damaged
   */
  int read(byte[] into, int offset, int length) {
    try {
      return content.read(into, offset, length);
    } catch (IOException e) {
      String problem =
          "cannot be read beyond byte %d: %s; get the file anew".formatted(read.get(), reason(e));
      throw new InputProblem(path, problem, e);
    }
  }

  /** How far it is read; any thread may ask. */
  public Progress progress() {
    return new Progress(read.get(), total);
  }

  InputProblem problem(String problem) {
    return new InputProblem(path, problem);
  }

  InputProblem problem(long line, String problem) {
    return new InputProblem(path, line, problem);
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : Shown.plain(message);
  }

  @Override
  public void close() {
    try {
      content.close();
    } catch (IOException e) {
      throw new UncheckedIOException(path + " could not be closed", e);
    }
  }
}
