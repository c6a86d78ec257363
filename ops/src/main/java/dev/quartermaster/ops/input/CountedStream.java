package dev.quartermaster.ops.input;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Adds what is read to a count that another thread may look at. */
final class CountedStream extends FilterInputStream {

  private final AtomicLong count;
  private boolean ended;

  CountedStream(InputStream in, AtomicLong count) {
    super(in);
    this.count = count;
  }

  @Override
  public int read() throws IOException {
    int read = super.read();
    ended = read < 0;
    if (!ended) {
      count.incrementAndGet();
    }
    return read;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    ended = read < 0;
    if (read > 0) {
      count.addAndGet(read);
    }
    return read;
  }

  /** A pipe cannot be asked. Gzip asks, to learn whether to look for another member. */
  @Override
  public int available() {
    return ended ? 0 : 1;
  }
}
