package dev.quartermaster.ops.input;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Cuts a file into lines, one at a time, in one buffer. A line too long to be one is passed over
 * and only counted; bytes that are not UTF-8 spoil their own line only.
 */
final class ByteLines {

  /** Bytes, without the line end. The longest line that makes sense has a few hundred. */
  static final int LONGEST = 1 << 16;

  private final InputFile file;
  private final byte[] buffer = new byte[2 * LONGEST];

  /** Where the bytes begin that no line has taken yet, and where they end. */
  private int position;

  private int limit;

  /** The line: what is kept of it, and how long it is. */
  private int start;

  private int end;
  private long length;
  private long number;
  private boolean again;

  ByteLines(InputFile file) {
    this.file = file;
    readMore();
    if (bufferStartsWith(0xff, 0xfe) || bufferStartsWith(0xfe, 0xff)) {
      throw file.problem("is UTF-16; save it as UTF-8");
    }
    if (bufferStartsWith(0xef, 0xbb, 0xbf)) {
      position = 3;
    }
  }

  private boolean bufferStartsWith(int... bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (i >= limit || (buffer[i] & 0xff) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  /** Moves to the next line; false when there is none. */
  boolean next() {
    if (again) {
      again = false;
      return true;
    }
    start = position;
    int scanned = 0;
    while (true) {
      int newline = newlineFrom(start + scanned);
      if (newline >= 0) {
        return take(newline, newline + 1);
      }
      scanned = limit - start;
      if (scanned > LONGEST + 1) {
        return passOver();
      }
      if (!readMore()) {
        return scanned > 0 && take(limit, limit);
      }
    }
  }

  /** Lets {@link #next} give this line once more. */
  void stepBack() {
    again = true;
  }

  private int newlineFrom(int from) {
    for (int i = from; i < limit; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private boolean take(int lineEnd, int next) {
    end = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    length = (long) end - start;
    position = next;
    number++;
    return true;
  }

  /**
   * Keeps the line's first bytes, and reads the rest over and over into the second half of the
   * buffer.
   */
  private boolean passOver() {
    moveToFront();
    end = LONGEST;
    length = limit;
    int newline = -1;
    int read = 0;
    while (newline < 0 && read >= 0) {
      read = file.read(buffer, LONGEST, buffer.length - LONGEST);
      limit = LONGEST + Math.max(read, 0);
      newline = newlineFrom(LONGEST);
      length += (newline < 0 ? limit : newline) - LONGEST;
    }
    position = newline < 0 ? limit : newline + 1;
    number++;
    return true;
  }

  /** False at the end of the file. */
  private boolean readMore() {
    moveToFront();
    int read = file.read(buffer, limit, buffer.length - limit);
    limit += Math.max(read, 0);
    return read >= 0;
  }

  private void moveToFront() {
    System.arraycopy(buffer, start, buffer, 0, limit - start);
    limit -= start;
    position -= start;
    start = 0;
  }

  /** Counted from 1. */
  long number() {
    return number;
  }

  boolean isBlank() {
    for (int i = start; i < end; i++) {
      if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  boolean startsWith(char ascii) {
    return start < end && buffer[start] == ascii;
  }

  /**
   * The line without its end.
   *
   * @throws BadLine when it is too long, or not UTF-8
   */
  String text() {
    if (length > LONGEST) {
      throw new BadLine(
          "the line has "
              + length
              + " bytes, where a line has at most "
              + LONGEST
              + "; is a line break missing?");
    }
    String text = new String(buffer, start, end - start, StandardCharsets.UTF_8);
    // The decoder put it for bytes that are no character, unless it stands there itself.
    if (text.indexOf('\ufffd') >= 0) {
      checkUtf8();
    }
    return text;
  }

  private void checkUtf8() {
    ByteBuffer bytes = ByteBuffer.wrap(buffer, start, end - start);
    CoderResult result =
        StandardCharsets.UTF_8.newDecoder().decode(bytes, CharBuffer.allocate(end - start), true);
    if (result.isError()) {
      throw new BadLine(
          "the line is not UTF-8: its byte %d is 0x%02x; save the file as UTF-8"
              .formatted(bytes.position() - start + 1, bytes.get(bytes.position())));
    }
  }

  /**
   * The line as one byte a character, for lines of which only the ASCII part matters; cut when too
   * long.
   */
  String latin() {
    return new String(buffer, start, Math.min(end - start, LONGEST), StandardCharsets.ISO_8859_1);
  }

  /** Adds the line to a digest, with one newline whatever its end is; cut when too long. */
  void addTo(MessageDigest digest) {
    digest.update(buffer, start, Math.min(end - start, LONGEST));
    digest.update((byte) '\n');
  }
}
