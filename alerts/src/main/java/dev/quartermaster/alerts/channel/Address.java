package dev.quartermaster.alerts.channel;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a request goes: it is never shown, for many an address lets in whoever knows it. */
record Address(URI uri) {

  Address {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!Set.of("http", "https").contains(scheme) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "it is no http or https address; write it like https://example.org/path");
    }
  }

  /** This address, and more of a path behind its own. */
  Address under(String path) {
    String own = Optional.ofNullable(uri.getRawPath()).orElse("");
    String base = own.endsWith("/") ? own.substring(0, own.length() - 1) : own;
    return new Address(URI.create(origin(uri.getRawAuthority()) + base + path));
  }

  /** Without user and password, which belong into a header. */
  URI bare() {
    String path = Optional.ofNullable(uri.getRawPath()).orElse("");
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return URI.create(origin(uri.getHost() + port) + path + query);
  }

  private String origin(String authority) {
    return uri.getScheme() + "://" + authority;
  }

  /** The header that stands for {@code https://user:password@…}. */
  Optional<String> authorization() {
    return Optional.ofNullable(uri.getUserInfo())
        .map(user -> user.getBytes(StandardCharsets.UTF_8))
        .map(user -> "Basic " + Base64.getEncoder().encodeToString(user));
  }

  /** What must not be told of it: the whole, and each part that means something by itself. */
  List<String> secrets() {
    Stream<String> parts =
        Stream.of(uri.getHost(), uri.getRawPath(), uri.getPath(), uri.getRawQuery(), uri.getQuery())
            .flatMap(Address::withPieces);
    Stream<String> user = Stream.of(uri.getRawUserInfo(), uri.getUserInfo());
    return Stream.of(
            Stream.of(uri.toString(), uri.getRawAuthority(), uri.getRawSchemeSpecificPart()),
            parts,
            user.flatMap(Address::withPieces),
            authorization().stream().flatMap(Address::withPieces))
        .flatMap(all -> all)
        .toList();
  }

  private static Stream<String> withPieces(@Nullable String part) {
    return part == null
        ? Stream.empty()
        : Stream.concat(Stream.of(part), Stream.of(part.split("[/&=:;? ]", -1)));
  }

  @Override
  public String toString() {
    return Words.HIDDEN;
  }
}
