package dev.quartermaster.ops.node;

import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.config.EffectiveConfiguration;
import dev.quartermaster.ops.config.EffectiveConfiguration.Line;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The keys that count at the start of a node only. */
final class RestartKeys {

  /** What begins with the name, and what it leads to. */
  private record Part(String name, Function<Configuration, Object> of) {}

  private static final List<Part> PARTS =
      List.of(
          new Part("region", Configuration::region),
          new Part("node", Configuration::node),
          new Part("database", Configuration::database),
          new Part("http", Configuration::http),
          new Part("quota.webhook", configuration -> configuration.quota().webhook()));

  private RestartKeys() {}

  /** Those that differ; of a secret only the part that it belongs to. */
  static List<String> changed(EffectiveConfiguration before, EffectiveConfiguration after) {
    return PARTS.stream()
        .filter(
            part ->
                !part.of()
                    .apply(before.configuration())
                    .equals(part.of().apply(after.configuration())))
        .flatMap(part -> changed(part, before, after))
        .toList();
  }

  private static Stream<String> changed(
      Part part, EffectiveConfiguration before, EffectiveConfiguration after) {
    List<Line> old = before.lines();
    List<String> keys =
        after.lines().stream()
            .filter(line -> (line.key() + ".").startsWith(part.name() + "."))
            .filter(line -> old.stream().noneMatch(was -> isSame(was, line)))
            .map(Line::key)
            .toList();
    return keys.isEmpty() ? Stream.of(part.name()) : keys.stream();
  }

  private static boolean isSame(Line one, Line other) {
    return one.key().equals(other.key()) && one.value().equals(other.value());
  }
}
