package dev.quartermaster.ops.config;

import dev.quartermaster.ops.config.Type.Hidden;
import dev.quartermaster.ops.config.Type.Many;
import dev.quartermaster.ops.config.Type.Parser;
import dev.quartermaster.ops.config.Type.Single;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.zone.ZoneRulesException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The types that keys have. */
final class Types {

  private static final Pattern WHOLE = Pattern.compile("-?\\d+");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  private static final Pattern NO_NAME = Pattern.compile("(?!)");
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i)authorization|cookie|key|passw|pwd|secret|token");

  private static final Pattern IDENTIFIER = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private Types() {}

  static Type<String> text() {
    return new Single<>("a text", (text, in) -> notBlank(text), text -> text);
  }

  /** A text that may be empty. */
  static Type<String> anyText() {
    return new Single<>("a text", (text, in) -> text, text -> text);
  }

  /** A word that is safe in addresses, labels and file names. */
  static Type<String> name() {
    return new Single<>("a name", (text, in) -> named(text), text -> text);
  }

  /** A name in the database that needs no quotes. */
  static Type<String> identifier() {
    return new Single<>("a name", (text, in) -> identified(text), text -> text);
  }

  static Type<Integer> wholeNumber(int least, int most) {
    String words = "a whole number from %d to %d".formatted(least, most);
    return new Single<>(words, (text, in) -> whole(text, least, most), String::valueOf);
  }

  static Type<Boolean> yesOrNo() {
    return new Single<>("true or false", (text, in) -> truth(text), String::valueOf);
  }

  /** Longer than zero. */
  static Type<Duration> duration() {
    return durationFrom(Duration.ofMillis(1));
  }

  static Type<Duration> durationOrZero() {
    return durationFrom(Duration.ZERO);
  }

  private static Type<Duration> durationFrom(Duration shortest) {
    Parser<Duration> parser = (text, in) -> Durations.parse(text, shortest);
    return new Single<>("a duration", parser, Durations::show);
  }

  static Type<ZoneId> zone() {
    return new Single<>("a time zone", (text, in) -> zone(text), ZoneId::getId);
  }

  static Type<String> oneOf(String... words) {
    List<String> allowed = List.of(words);
    return new Single<>(oneOf(allowed), (text, in) -> among(text, allowed), text -> text);
  }

  static <E extends Enum<E>> Type<E> oneOf(Class<E> type) {
    Map<String, E> byWord =
        Arrays.stream(type.getEnumConstants())
            .collect(Collectors.toUnmodifiableMap(Types::word, constant -> constant));
    List<String> allowed = Arrays.stream(type.getEnumConstants()).map(Types::word).toList();
    Parser<E> parser = (text, in) -> byWord.getOrDefault(among(text, allowed), first(type));
    return new Single<>(oneOf(allowed), parser, Types::word);
  }

  static <T> Type<List<T>> listOf(Type<T> element) {
    return new Many<>(listWords(element), element, 0, false);
  }

  static <T> Type<List<T>> oneOrMore(Type<T> element) {
    return new Many<>(listWords(element), element, 1, false);
  }

  /** Arguments: the same one may stand twice. */
  static Type<List<String>> arguments() {
    return new Many<>(listWords(anyText()), anyText(), 1, true);
  }

  static Type<Map<String, String>> texts() {
    return new Type.Texts("a map of texts", NO_NAME);
  }

  /** Texts of which some are secret by their names, as in an environment. */
  static Type<Map<String, String>> textsWithSecrets() {
    return new Type.Texts("a map of texts", SECRET_NAME);
  }

  static Type<Secret> secret() {
    return new Hidden("a secret", (text, in) -> new Secret(notBlank(text)));
  }

  private static String listWords(Type<?> element) {
    return "a list, each " + element.words();
  }

  private static <E extends Enum<E>> E first(Class<E> type) {
    return type.getEnumConstants()[0];
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String oneOf(List<String> allowed) {
    return "one of " + String.join(", ", allowed);
  }

  private static String among(String text, List<String> allowed) throws BadValue {
    if (!allowed.contains(text)) {
      throw new BadValue("'%s' is not %s".formatted(text, oneOf(allowed)));
    }
    return text;
  }

  static String notBlank(String text) throws BadValue {
    if (text.isBlank()) {
      throw new BadValue("is empty; give it a value or remove the key");
    }
    return text;
  }

  private static String named(String text) throws BadValue {
    if (!NAME.matcher(text).matches()) {
      throw new BadValue(
          "'%s' is not a name; a name has up to 63 letters, digits and . _ - and begins with a letter or digit"
              .formatted(text));
    }
    return text;
  }

  private static String identified(String text) throws BadValue {
    if (!IDENTIFIER.matcher(text).matches() || text.startsWith("pg_")) {
      throw new BadValue(
          "'%s' is not a schema's name; write lower-case letters, digits and _, not pg_ first"
              .formatted(text));
    }
    return text;
  }

  private static boolean truth(String text) throws BadValue {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new BadValue("'%s' is neither true nor false".formatted(text));
    };
  }

  private static int whole(String text, int least, int most) throws BadValue {
    String digits = text.strip();
    if (!WHOLE.matcher(digits).matches()) {
      throw new BadValue(
          "'%s' is not a whole number; write one from %d to %d".formatted(text, least, most));
    }
    // Ten digits hold every limit; a longer number is out of range without being parsed.
    long value = digits.length() > 11 ? Long.MAX_VALUE : Long.parseLong(digits);
    if (value < least || value > most) {
      throw new BadValue(
          "%s is out of range; it goes from %d to %d".formatted(digits, least, most));
    }
    return (int) value;
  }

  private static ZoneId zone(String text) throws BadValue {
    try {
      return ZoneId.of(text.strip());
    } catch (ZoneRulesException e) {
      throw new BadValue(
          "'%s' is not a time zone%s"
              .formatted(text, Nearest.mend(text, ZoneId.getAvailableZoneIds())));
    } catch (DateTimeException e) {
      throw new BadValue("'%s' is not a time zone; write it like Europe/London".formatted(text));
    }
  }
}
