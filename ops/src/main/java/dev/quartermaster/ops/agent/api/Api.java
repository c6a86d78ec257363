package dev.quartermaster.ops.agent.api;

import dev.quartermaster.ops.config.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where the API is, and how it is asked.
 *
 * @param url of the server, without {@code /api}
 * @param token asked for before every request, so that a new one counts at once
 * @param authority a file of certificates in PEM: the only ones trusted, instead of the machine's
 */
public record Api(URI url, Supplier<Secret> token, Optional<Path> authority) {

  public Api {
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.matches("https?") || url.getHost() == null || url.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "the URL '%s' is none of a server; write it like https://quartermaster.example:8080"
              .formatted(url));
    }
  }

  URI at(String path) {
    String base = url.toString();
    return URI.create((base.endsWith("/") ? base : base + "/") + path);
  }

  /** Whether the token goes over a network that others can read. */
  public boolean isOpen() {
    return "http".equalsIgnoreCase(url.getScheme())
        && !url.getHost().matches("localhost|127\\..*|\\[::1]");
  }
}
