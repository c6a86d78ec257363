package dev.quartermaster.ops.api;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** The body of a request as it is read piece by piece: unpacked, and bounded. */
final class RequestBody extends FilterInputStream {

  /** Unpacked: 10,000 records of the longest names fit. */
  private static final long LARGEST = 16L << 20;

  /** The body has more bytes than are taken. */
  static final class TooLarge extends RuntimeException {
    TooLarge() {
      super("The body has more than %d MiB; send it in several.".formatted(LARGEST >> 20));
    }
  }

  private long read;

  private RequestBody(InputStream unpacked) {
    super(unpacked);
  }

  /**
   * Opens it.
   *
   * @throws HttpResponseException 415 when it is packed in another way than gzip
   */
  static InputStream open(Context context) throws IOException {
    String packed = context.header("Content-Encoding");
    return switch (packed == null ? "identity" : packed.strip().toLowerCase(Locale.ROOT)) {
      case "identity", "" -> new RequestBody(context.bodyInputStream());
      case "gzip", "x-gzip" ->
          new RequestBody(new GZIPInputStream(context.bodyInputStream(), 1 << 13));
      default ->
          throw new HttpResponseException(
              415, "The body is packed in a way that is not taken; send it plain or as gzip.");
    };
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    return one < 0 ? one : (int) counted(one, 1);
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int some = super.read(buffer, offset, length);
    return some < 0 ? some : (int) counted(some, some);
  }

  private long counted(long result, long bytes) {
    read += bytes;
    if (read > LARGEST) {
      throw new TooLarge();
    }
    return result;
  }
}
