package dev.quartermaster.jobs.kind;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a request goes. What is told of it names neither credentials nor path nor query. */
record Target(URI uri) {

  private static final String HIDDEN = "***";

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException when it is none, in words that do not hold it
   */
  static Target parse(String url) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "the url cannot be read at its character %d: %s"
              .formatted(e.getIndex() + 1, e.getReason()));
    }
    if (!"http".equalsIgnoreCase(uri.getScheme()) && !"https".equalsIgnoreCase(uri.getScheme())) {
      throw new IllegalArgumentException("the url begins with neither http:// nor https://");
    } else if (uri.getHost() == null) {
      throw new IllegalArgumentException("the url names no host");
    }
    return new Target(uri);
  }

  String shown() {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port;
  }

  /** Without what is not sent in a request's first line. */
  URI bare() {
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return URI.create(shown() + uri.getRawPath() + query);
  }

  /** The header that stands for {@code https://user:password@…}. */
  Optional<String> authorization() {
    return Optional.ofNullable(uri.getUserInfo())
        .map(user -> user.getBytes(StandardCharsets.UTF_8))
        .map(user -> "Basic " + Base64.getEncoder().encodeToString(user));
  }

  /** The text without this address's secrets: some servers show what they were asked for. */
  String hide(String text) {
    String hidden = hide(hide(text, uri.getRawQuery()), uri.getQuery());
    hidden = hide(hide(hidden, uri.getRawUserInfo()), uri.getUserInfo());
    String user = uri.getUserInfo();
    return user == null ? hidden : hide(hidden, user.substring(user.indexOf(':') + 1));
  }

  private static String hide(String text, @Nullable String secret) {
    return secret == null || secret.isEmpty() ? text : text.replace(secret, HIDDEN);
  }

  @Override
  public String toString() {
    return shown();
  }
}
