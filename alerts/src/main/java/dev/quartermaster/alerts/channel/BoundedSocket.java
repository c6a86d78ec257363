package dev.quartermaster.alerts.channel;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** A socket that reads no more than so much: the mail library would keep all of an answer. */
final class BoundedSocket extends Socket {

  /** Bytes: a conversation about one mail, with its certificates, needs less than a tenth. */
  private static final long MOST = 256 * 1024;

  private final AtomicLong left = new AtomicLong(MOST);

  @Override
  public InputStream getInputStream() throws IOException {
    return new Bounded(super.getInputStream());
  }

  private final class Bounded extends FilterInputStream {

    Bounded(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(1);
      return read;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int count = super.read(to, offset, length);
      count(count);
      return count;
    }

    private void count(int count) throws IOException {
      if (left.addAndGet(-count) < 0) {
        throw new IOException("the other side says too much");
      }
    }
  }
}
