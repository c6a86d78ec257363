package dev.quartermaster.ops.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The environment's layer: {@code database.pool-size} is {@code QUARTERMASTER_DATABASE_POOL_SIZE}.
 */
final class ReadEnvironment {

  static final String PREFIX = "QUARTERMASTER_";

  /** The launcher's own, and what a command that a schedule runs finds in its environment. */
  private static final Set<String> OTHERS =
      Set.of(
          "QUARTERMASTER_HOME",
          "QUARTERMASTER_JAVA",
          "QUARTERMASTER_OPTS",
          "QUARTERMASTER_SCHEDULE",
          "QUARTERMASTER_SCHEDULED_FOR",
          "QUARTERMASTER_RUN_ID",
          "QUARTERMASTER_MISSED");

  private static final Pattern COMMA = Pattern.compile(",");

  private final Findings findings;

  private ReadEnvironment(Findings findings) {
    this.findings = findings;
  }

  /** Entries of a section cannot be made here, only those among {@code places} changed. */
  static Layer read(Map<String, String> environment, Collection<Place> places, Findings findings) {
    return new ReadEnvironment(findings).layer(new TreeMap<>(environment), places);
  }

  static String variable(String path) {
    return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  private Layer layer(Map<String, String> environment, Collection<Place> places) {
    Map<String, Target> known = targets(places);
    Map<String, Value.Field> values = new LinkedHashMap<>();
    environment.forEach(
        (variable, text) -> {
          Target target = known.get(variable);
          if (target != null) {
            Origin origin = new Origin.Environment(variable);
            Value value = value(text, target.key().type(), origin);
            values.put(target.path(), new Value.Field(origin, value));
          } else if (isOurs(variable)) {
            findings.warning(
                new Origin.Environment(variable),
                "no key has this name" + Nearest.mend(variable, known.keySet()));
          }
        });
    return new Layer(values, Map.of());
  }

  private record Target(String path, Key<?> key) {}

  private static Map<String, Target> targets(Collection<Place> places) {
    Map<String, Target> targets = new HashMap<>();
    Stream.concat(Stream.of(Place.TOP), places.stream())
        .forEach(
            place ->
                Keys.of(place.section())
                    .forEach(
                        key -> {
                          String path = place.path(key);
                          targets.putIfAbsent(variable(path), new Target(path, key));
                        }));
    return targets;
  }

  private static boolean isOurs(String variable) {
    return variable.startsWith(PREFIX)
        && !variable.startsWith(PREFIX + "LAUNCHER_")
        && !OTHERS.contains(variable);
  }

  private Value value(String text, Type<?> type, Origin origin) {
    if (type instanceof Type.Many) {
      return text.strip().startsWith("[") ? yaml(text, origin) : items(text, origin);
    } else if (type instanceof Type.Texts) {
      return text.strip().startsWith("{") ? yaml(text, origin) : fields(text, origin);
    }
    return new Value.Scalar(text, origin);
  }

  private Value yaml(String text, Origin origin) {
    return new YamlText(line -> origin, findings).parse(text);
  }

  private static Value items(String text, Origin origin) {
    List<Value> items =
        COMMA
            .splitAsStream(text)
            .map(String::strip)
            .filter(part -> !part.isEmpty())
            .<Value>map(part -> new Value.Scalar(part, origin))
            .toList();
    return new Value.Items(items, origin);
  }

  private static Value fields(String text, Origin origin) {
    Map<String, Value.Field> fields = new LinkedHashMap<>();
    for (String part : COMMA.split(text, -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        return new Value.Scalar(text, origin);
      }
      Value value = new Value.Scalar(part.substring(equals + 1).strip(), origin);
      fields.put(part.substring(0, equals).strip(), new Value.Field(origin, value));
    }
    return new Value.Fields(fields, origin);
  }
}
