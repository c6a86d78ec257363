package dev.quartermaster.ops.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The file's layer: what stands where, with unknown keys reported; values are read later, by type.
 */
final class ReadFile {

  private static final Pattern ENTRY_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private final Map<String, Value.Field> values = new LinkedHashMap<>();
  private final Map<Place, Origin> entries = new LinkedHashMap<>();
  private final Findings findings;

  private ReadFile(Findings findings) {
    this.findings = findings;
  }

  static Layer read(Path file, Findings findings) {
    Optional<String> text = text(file, findings);
    ReadFile reading = new ReadFile(findings);
    text.map(t -> new YamlText(line -> new Origin.Line(file, line), findings).parse(t))
        .ifPresent(reading::root);
    return new Layer(reading.values, reading.entries);
  }

  private static Optional<String> text(Path file, Findings findings) {
    try {
      return FileText.utf8(FileText.bytes(file), file, findings);
    } catch (BadValue e) {
      findings.problem(
          new Origin.Line(file, 0),
          "the configuration cannot be read: %s; an empty file would do".formatted(e.predicate()));
      return Optional.empty();
    }
  }

  private void root(Value root) {
    if (root instanceof Value.Fields map) {
      top(map, "");
    } else if (!(root instanceof Value.Nothing)) {
      wrong("the file", root, "a map of keys");
    }
  }

  private void top(Value.Fields map, String prefix) {
    map.fields()
        .forEach(
            (name, field) -> {
              String path = prefix + name;
              Optional<Section> section = section(path);
              if (isKey(Section.TOP, path)) {
                values.put(path, field);
              } else if (isBranch(path)) {
                branch(path, field.value());
              } else if (section.isPresent()) {
                section(section.get(), field.value());
              } else {
                unknown(path, field.origin(), topWords());
              }
            });
  }

  private void branch(String path, Value value) {
    if (value instanceof Value.Fields map) {
      top(map, path + ".");
    } else if (!(value instanceof Value.Nothing)) {
      wrong(path, value, "a map of keys");
    }
  }

  private void section(Section section, Value value) {
    if (section.isList() && value instanceof Value.Items list) {
      for (int i = 0; i < list.items().size(); i++) {
        Value item = list.items().get(i);
        entry(new Place(section, String.valueOf(i + 1)), item.origin(), item);
      }
    } else if (!section.isList() && value instanceof Value.Fields map) {
      map.fields().forEach((name, field) -> named(section, name, field));
    } else if (!(value instanceof Value.Nothing)) {
      String belongs = section.isList() ? "a list" : "a map from names";
      wrong(section.key(), value, belongs);
    }
  }

  private void named(Section section, String name, Value.Field field) {
    if (ENTRY_NAME.matcher(name).matches()) {
      entry(new Place(section, name), field.origin(), field.value());
    } else {
      findings.problem(
          field.origin(),
          "%s '%s': a name has up to 63 lower-case letters, digits and hyphens, no hyphen first"
              .formatted(section.entry(), name));
    }
  }

  private void entry(Place place, Origin origin, Value value) {
    entries.put(place, origin);
    if (value instanceof Value.Fields map) {
      map.fields().forEach((name, field) -> key(place, name, field));
    } else if (!(value instanceof Value.Nothing)) {
      wrong(place.entry(), value, "a map of keys");
    }
  }

  private void key(Place place, String name, Value.Field field) {
    if (isKey(place.section(), name)) {
      values.put(place.path(name), field);
    } else {
      List<String> known = Keys.of(place.section()).stream().map(place::path).toList();
      unknown(place.path(name), field.origin(), known);
    }
  }

  private void unknown(String path, Origin origin, List<String> known) {
    findings.problem(origin, "unknown key '%s'%s".formatted(path, Nearest.mend(path, known)));
  }

  private void wrong(String what, Value value, String belongs) {
    findings.problem(
        value.origin(), "%s is %s where %s belongs".formatted(what, value.kind(), belongs));
  }

  private static boolean isKey(Section section, String name) {
    return Keys.of(section).stream().anyMatch(key -> key.name().equals(name));
  }

  private static boolean isBranch(String path) {
    return Keys.of(Section.TOP).stream().anyMatch(key -> key.name().startsWith(path + "."));
  }

  private static Optional<Section> section(String path) {
    return Stream.of(Section.values())
        .filter(section -> section != Section.TOP && section.key().equals(path))
        .findFirst();
  }

  private static List<String> topWords() {
    List<String> words = new ArrayList<>();
    for (Key<?> key : Keys.of(Section.TOP)) {
      for (int dot = key.name().indexOf('.'); dot > 0; dot = key.name().indexOf('.', dot + 1)) {
        words.add(key.name().substring(0, dot));
      }
      words.add(key.name());
    }
    Stream.of(Section.values()).skip(1).map(Section::key).forEach(words::add);
    return words;
  }
}
