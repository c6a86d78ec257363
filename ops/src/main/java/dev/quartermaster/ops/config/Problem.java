package dev.quartermaster.ops.config;

/**
 * One thing that is wrong in the configuration, or worth a word.
 *
 * @param file the file as it was named to the reader, or {@code environment QUARTERMASTER_…}
 * @param line counted from 1; 0 when it has none
 * @param message what is wrong and what to do, without a full stop
 */
public record Problem(String file, int line, String message) {

  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line : "") + ": " + message;
  }
}
