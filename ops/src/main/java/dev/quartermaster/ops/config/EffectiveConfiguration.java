package dev.quartermaster.ops.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A valid configuration and how it came about.
 *
 * @param lines each key with its effective value, in the order of the reference
 * @param warnings what is allowed but worth a word, in the order of the file
 */
public record EffectiveConfiguration(
    Configuration configuration, List<Line> lines, List<Problem> warnings) {

  private static final String NOT_SET = "(not set)";

  /**
   * One key.
   *
   * @param value as YAML, secrets as {@code ***}
   * @param origin {@code default}, {@code quartermaster.yaml:14} or {@code environment
   *     QUARTERMASTER_…}
   */
  public record Line(String key, String value, String origin) {}

  static EffectiveConfiguration of(Settings settings, List<Problem> warnings) {
    List<Line> lines = new ArrayList<>();
    Stream.concat(
            Stream.of(settings.top()),
            Stream.of(Section.values()).skip(1).flatMap(s -> settings.in(s).stream()))
        .forEach(entry -> lines.addAll(lines(entry)));
    return new EffectiveConfiguration(
        AssembleConfiguration.from(settings), List.copyOf(lines), warnings);
  }

  private static List<Line> lines(Entry entry) {
    return Keys.of(entry.place().section()).stream()
        .filter(key -> !key.isFile())
        .flatMap(key -> line(entry, key).stream())
        .toList();
  }

  private static Optional<Line> line(Entry entry, Key<?> key) {
    String path = entry.place().path(key);
    Optional<Line> set =
        entry
            .settings()
            .at(entry.place(), key)
            .map(reading -> new Line(path, reading.shown(), reading.origin().shown()));
    // In an entry, a key that is not set is mostly one of another kind: it would be noise.
    boolean isTop = entry.place().section() == Section.TOP;
    return isTop ? set.or(() -> Optional.of(new Line(path, NOT_SET, "default"))) : set;
  }
}
