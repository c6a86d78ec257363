package dev.quartermaster.ops.input;

import java.util.OptionalLong;

/**
 * How far a file is read, for a progress bar.
 *
 * @param read bytes: of the packed file for gzip, of the unpacked one for zip
 * @param total bytes in the same measure, never less than {@code read}; empty for a pipe
 */
public record Progress(long read, OptionalLong total) {

  public Progress {
    if (total.isPresent() && total.getAsLong() < read) {
      total = OptionalLong.of(read);
    }
  }
}
