package dev.quartermaster.ops.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A text file read whole, with a reason a person understands when it cannot be. */
final class FileText {

  /**
   * Far above any configuration a person writes; a log named by mistake is not read into memory.
   */
  private static final long LARGEST_BYTES = 1 << 20;

  private FileText() {}

  /** Its bytes; {@link BadValue} says why not. */
  static byte[] bytes(Path file) throws BadValue {
    try {
      if (Files.isDirectory(file)) {
        throw new BadValue("is a directory");
      }
      if (Files.size(file) > LARGEST_BYTES) {
        throw new BadValue("is larger than " + LARGEST_BYTES + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new BadValue("no such file");
    } catch (AccessDeniedException e) {
      throw new BadValue("permission denied");
    } catch (IOException e) {
      throw new BadValue(String.valueOf(e.getMessage()));
    }
  }

  /** Its text without a byte-order mark; what is not UTF-8 is reported with its line. */
  static Optional<String> utf8(byte[] bytes, Path file, Findings findings) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length + 1);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    String text = out.toString();
    if (result.isError()) {
      int line = 1 + (int) text.chars().filter(c -> c == '\n').count();
      findings.problem(
          new Origin.Line(file, line),
          "byte 0x%02X is not UTF-8; save the file as UTF-8".formatted(in.get(in.position())));
      return Optional.empty();
    }
    return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
  }
}
