package dev.quartermaster.ops.config;

import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every key with type, default and meaning, as a configuration file: it is valid, and says what
 * holds without it. Lines with one {@code #} are examples that are valid too, once the {@code #} is
 * gone.
 */
public final class ConfigurationReference {

  private static final String HEAD =
      """
      ## Every key of quartermaster.yaml. All of them may be left out.
      ## A plain line is the default. A line with one # is an example, valid without the #.
      ## The environment wins over this file: database.pool-size is QUARTERMASTER_DATABASE_POOL_SIZE,
      ## schedules.cpu-reset.batch-size is QUARTERMASTER_SCHEDULES_CPU_RESET_BATCH_SIZE.
      ## Relative paths count from this file's directory.

      """;

  private static final Map<Section, List<String>> EXAMPLES =
      Map.of(
          Section.CALENDARS, List.of(""),
          Section.SCHEDULES, List.of("sql", "http", "command", "java"),
          Section.MONITORS, List.of(""),
          Section.CHANNELS,
              List.of("pagerduty", "alertmanager", "slack", "webhook", "email", "command", "log"),
          Section.ROUTES, List.of(""));

  private final StringBuilder text = new StringBuilder(HEAD);
  private final Defaults defaults = new Defaults(Map.of(), new Findings());
  private final Set<Key<?>> explained = new HashSet<>();
  private final Set<Key<?>> inAnExample = new HashSet<>();
  private String branch = "";

  private ConfigurationReference() {}

  /** YAML, ending in a newline; the same on every machine. */
  public static String text() {
    ConfigurationReference reference = new ConfigurationReference();
    Keys.of(Section.TOP).forEach(reference::top);
    Stream.of(Section.values()).skip(1).forEach(reference::section);
    return reference.text.toString();
  }

  private void top(Key<?> key) {
    if (key.isFile()) {
      line(indent(branch), "## " + alternative(key));
      return;
    }
    String parent = parent(key.name());
    if (!parent.equals(branch)) {
      open(parent);
    }
    key(Place.TOP, key, indent(parent), false);
  }

  /** Begins the maps that {@code path} is in and that are not open already. */
  private void open(String path) {
    if (!path.isEmpty() && !(branch + ".").startsWith(path + ".")) {
      open(parent(path));
      text.append(path.contains(".") ? "" : "\n");
      line(indent(parent(path)), last(path) + ":");
    }
    branch = path;
  }

  private void section(Section section) {
    text.append('\n');
    line("", section.key() + ":");
    if (section == Section.SCHEDULES) {
      BuiltInSchedules.all().keySet().forEach(this::builtIn);
    }
    EXAMPLES.getOrDefault(section, List.of()).forEach(kind -> example(section, kind));
  }

  private void builtIn(String name) {
    Place place = new Place(Section.SCHEDULES, name);
    line("  ", name + ":");
    keys(place, "built-in").forEach(key -> key(place, key, "    ", false));
  }

  private void example(Section section, String kind) {
    Place place = new Place(section, kind.isEmpty() ? "example" : kind + "-example");
    text.append('\n');
    line("  ", section.isList() ? "#-" : "#" + place.name() + ":");
    keys(place, kind).stream()
        .filter(key -> inAnExample.add(key) || key.rules().required())
        .forEach(key -> key(kind(key, kind), place, key));
  }

  private void key(Optional<String> kind, Place place, Key<?> key) {
    if (kind.isPresent()) {
      explain(key, "    ");
      line("    ", "#" + key.name() + ": " + kind.get());
    } else {
      key(place, key, "    ", true);
    }
  }

  private static Optional<String> kind(Key<?> key, String kind) {
    boolean saysKind = key.equals(ScheduleKeys.KIND) || key.equals(PagingKeys.TYPE);
    return saysKind ? Optional.of(kind) : Optional.empty();
  }

  private List<Key<?>> keys(Place place, String kind) {
    return Keys.of(place.section()).stream().filter(key -> key.isFor(kind)).toList();
  }

  private void key(Place place, Key<?> key, String indent, boolean isExample) {
    if (isAlternative(place, key)) {
      if (explained.add(key)) {
        line(indent, "## " + alternative(key));
      }
      return;
    }
    explain(key, indent);
    Optional<String> initial = defaults.yaml(place, key);
    String value = initial.or(() -> key.words().example()).orElse("");
    line(indent, (isExample || initial.isEmpty() ? "#" : "") + last(key.name()) + ": " + value);
  }

  /** Of the keys of which only one may be given, one is shown as a line and the others in words. */
  private boolean isAlternative(Place place, Key<?> key) {
    List<Key<?>> group =
        Keys.of(place.section()).stream()
            .filter(other -> other.rules().group().equals(key.rules().group()))
            .toList();
    Key<?> shown =
        group.stream()
            .filter(other -> defaults.yaml(place, other).isPresent())
            .findFirst()
            .orElse(group.get(0));
    return !shown.equals(key);
  }

  private void explain(Key<?> key, String indent) {
    if (explained.add(key)) {
      line(indent, "## %s (%s)".formatted(key.words().meaning(), key.type().words()));
    }
  }

  private static String alternative(Key<?> key) {
    String example = key.words().example().map(value -> ", such as " + value).orElse("");
    return "or %s: %s (%s%s)"
        .formatted(last(key.name()), key.words().meaning(), key.type().words(), example);
  }

  private void line(String indent, String content) {
    text.append(indent).append(content).append('\n');
  }

  private static String indent(String path) {
    return path.isEmpty() ? "" : "  ".repeat(path.split("\\.", -1).length);
  }

  private static String parent(String path) {
    return path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
