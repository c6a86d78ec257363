package dev.quartermaster.alerts.channel;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says why no answer came, in words of our own: those of the exception may hold the address. */
final class Unreached {

  private record Reason(Class<? extends Throwable> failure, String words) {}

  /** The first that fits anywhere in the chain of causes. */
  private static final List<Reason> REASONS =
      List.of(
          new Reason(UnresolvedAddressException.class, "its name is not known"),
          new Reason(UnknownHostException.class, "its name is not known"),
          new Reason(
              CertificateException.class, "its certificate is not trusted, or of another name"),
          new Reason(SSLException.class, "no TLS could be agreed on"),
          new Reason(ConnectException.class, "it cannot be connected to"));

  private Unreached() {}

  static String why(Throwable failure, Deadline deadline) {
    List<Throwable> chain = chain(failure);
    if (chain.stream().anyMatch(Unreached::isTimeout)) {
      return "no answer within " + deadline;
    }
    return REASONS.stream()
        .filter(reason -> chain.stream().anyMatch(reason.failure()::isInstance))
        .findFirst()
        .map(Reason::words)
        .orElseGet(() -> "it broke off: " + chain.get(chain.size() - 1).getClass().getSimpleName());
  }

  private static boolean isTimeout(Throwable failure) {
    return failure instanceof TimeoutException || failure instanceof SocketTimeoutException;
  }

  private static List<Throwable> chain(Throwable failure) {
    return Stream.<@Nullable Throwable>iterate(
            failure, cause -> cause != null, cause -> cause == null ? null : cause.getCause())
        .limit(20)
        .toList();
  }
}
