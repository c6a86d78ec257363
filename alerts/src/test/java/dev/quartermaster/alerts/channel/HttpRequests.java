package dev.quartermaster.alerts.channel;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Just enough of HTTP to know when a request is over. */
final class HttpRequests {

  private static final Pattern LENGTH =
      Pattern.compile("content-length: *(\\d+)", Pattern.CASE_INSENSITIVE);

  private HttpRequests() {}

  /** Reads one to its end: who is answered before he has finished may not hear the answer. */
  static void skipOne(InputStream from) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = from.read();
      if (next < 0) {
        throw new EOFException();
      }
      head.append((char) next);
    }
    Matcher length = LENGTH.matcher(head);
    from.skipNBytes(length.find() ? Long.parseLong(length.group(1)) : 0);
  }
}
