package dev.quartermaster.ops.config;

import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.ops.config.Type.Hidden;
import dev.quartermaster.ops.config.Type.Single;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Types whose value points at something outside: addresses and files. */
final class Addresses {

  private static final Pattern PASSWORD = Pattern.compile("(?i)[?&;]password=");

  /** Whatever it holds, to the end: a password may have any sign in it. */
  private static final Pattern KEY_PASSWORD = Pattern.compile("(?i)([?&]sslpassword=).*");

  private static final Pattern PARAMETERS = Pattern.compile("[?;].*");
  private static final Pattern LOGIN = Pattern.compile("//.*@");
  private static final Pattern NEWLINE_AT_END = Pattern.compile("\\r?\\n\\z");
  private static final Pattern MAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");

  private Addresses() {}

  static Type<URI> url() {
    return new Single<>("an http or https address", (text, in) -> url(text, true), URI::toString);
  }

  /** An address that lets in whoever knows it. */
  static Type<Secret> secretUrl() {
    return new Hidden(
        "an http or https address", (text, in) -> new Secret(url(text, false).toString()));
  }

  /** A database's address; the password of a key in it is not shown. */
  static Type<String> database() {
    return new Single<>(
        "a jdbc:postgresql: address",
        (text, in) -> jdbc(text),
        text -> KEY_PASSWORD.matcher(text).replaceAll("$1***"));
  }

  static Type<String> mail() {
    return new Single<>("a mail address", (text, in) -> mail(text), text -> text);
  }

  /** A file that can be read now. */
  static Type<Path> file() {
    return new Single<>("a file", Addresses::readable, Path::toString);
  }

  /** A directory that can be read now. */
  static Type<Path> directory() {
    return new Single<>("a directory", Addresses::listable, Path::toString);
  }

  /** A secret kept in a file of its own, without the newline that editors put at its end. */
  static Type<Secret> fileHolding(Type<Secret> secret) {
    return new Hidden("a file that holds " + secret.words(), (text, in) -> held(text, in, secret));
  }

  private static Secret held(String text, Path directory, Type<Secret> type) throws BadValue {
    Path file = readable(text, directory);
    String content = new String(FileText.bytes(file), StandardCharsets.UTF_8);
    String secret = NEWLINE_AT_END.matcher(content).replaceFirst("");
    if (secret.isBlank()) {
      throw new BadValue("'%s' is empty; write the secret into it".formatted(file));
    }
    try {
      return type.read(new Value.Scalar(secret, new Origin.Default()), directory);
    } catch (BadValue e) {
      throw new BadValue("'%s': its text %s".formatted(file, e.predicate()));
    }
  }

  private static Path readable(String text, Path directory) throws BadValue {
    Path file = path(Types.notBlank(text), directory);
    if (!Files.exists(file)) {
      throw new BadValue("'%s' cannot be read: no such file".formatted(file));
    }
    if (Files.isDirectory(file)) {
      throw new BadValue("'%s' cannot be read: it is a directory".formatted(file));
    }
    if (!Files.isReadable(file)) {
      throw new BadValue("'%s' cannot be read: permission denied".formatted(file));
    }
    return file;
  }

  private static Path listable(String text, Path directory) throws BadValue {
    Path named = path(Types.notBlank(text), directory);
    if (!Files.isDirectory(named)) {
      throw new BadValue("'%s' is no directory; make it, or remove the key".formatted(named));
    }
    if (!Files.isReadable(named) || !Files.isExecutable(named)) {
      throw new BadValue("'%s' cannot be read: permission denied".formatted(named));
    }
    return named;
  }

  private static Path path(String text, Path directory) throws BadValue {
    try {
      return directory.resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw new BadValue("'%s' is not a path: %s".formatted(text, e.getReason()));
    }
  }

  private static URI url(String text, boolean shown) throws BadValue {
    String what = shown ? "'" + text + "' is" : "is";
    try {
      URI uri = new URI(text.strip());
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new BadValue("%s not an http or https address: %s".formatted(what, e.getReason()));
    }
    throw new BadValue(
        what + " not an http or https address; write it like https://example.org/path");
  }

  private static String jdbc(String text) throws BadValue {
    String url = text.strip();
    String place = PARAMETERS.matcher(url).replaceFirst("");
    if (PASSWORD.matcher(url).find()) {
      throw new BadValue(
          "holds a password, which is not read there; move it to database.password-file");
    }
    if (!place.contains("@") && !url.contains(";") && DatabaseSettings.isAddress(url)) {
      return url;
    }
    String masked = LOGIN.matcher(place).replaceFirst("//***@");
    throw new BadValue(
        "'%s' is not a PostgreSQL address for JDBC; write it like jdbc:postgresql://db1:5432/quartermaster"
            .formatted(masked));
  }

  private static String mail(String text) throws BadValue {
    if (!MAIL.matcher(text.strip()).matches()) {
      throw new BadValue(
          "'%s' is not a mail address; write it like oncall@example.org".formatted(text));
    }
    return text.strip();
  }
}
