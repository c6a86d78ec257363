package dev.quartermaster.ops.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads the configuration: defaults, then the file, then the environment. */
public final class ConfigurationReader {

  private static final Path HERE = Path.of("");
  private static final String DATABASE = "database.";

  /** One of these says which database is meant. */
  private static final Set<String> NAMES_DATABASE =
      Set.of(Keys.DATABASE_URL.name(), Keys.DATABASE_EMBEDDED.name());

  private record Sources(Optional<Path> file, Map<String, String> environment) {}

  private ConfigurationReader() {}

  /**
   * The configuration, checked as a whole. Warnings are beside it in {@link #effective}.
   *
   * @param file {@code quartermaster.yaml}; without one, defaults and environment count
   * @throws InvalidConfiguration holds every problem, not only the first
   */
  public static Configuration read(Optional<Path> file, Map<String, String> environment) {
    return effective(file, environment).configuration();
  }

  /** The same, with where each value came from and with warnings. */
  public static EffectiveConfiguration effective(
      Optional<Path> file, Map<String, String> environment) {
    Findings findings = new Findings();
    Layer written = file.map(path -> ReadFile.read(path, findings)).orElse(Layer.EMPTY);
    Map<Place, Origin> entries = entries(written);
    Layer exported = ReadEnvironment.read(environment, entries.keySet(), findings);
    return merged(List.of(exported, written), entries, new Sources(file, environment), findings);
  }

  private static EffectiveConfiguration merged(
      List<Layer> layers, Map<Place, Origin> entries, Sources sources, Findings findings) {
    Defaults defaults = new Defaults(computed(layers, sources.environment()), findings);
    Path directory = sources.file().map(path -> path.resolveSibling("")).orElse(HERE);
    Settings settings = new MergeLayers(layers, defaults, directory, findings).merge(entries);
    CheckSettings.check(settings, findings);
    findings.throwIfAny();
    return EffectiveConfiguration.of(settings, findings.warnings());
  }

  /**
   * What is needed to reach the database, where something else in the file is wrong. It guesses
   * nothing: the file must say which database it is, and nothing must be wrong about that.
   *
   * @throws InvalidConfiguration the one given, when it is not sure which database is meant
   */
  public static EffectiveConfiguration reaching(
      InvalidConfiguration invalid, Path file, Map<String, String> environment) {
    Layer written = ReadFile.read(file, new Findings());
    boolean isSure =
        NAMES_DATABASE.stream().anyMatch(key -> written.values().containsKey(key))
            && invalid.problems().stream().noneMatch(problem -> isOfDatabase(problem.message()));
    if (!isSure) {
      throw invalid;
    }
    Layer kept = onlyDatabase(written);
    Layer exported = onlyDatabase(ReadEnvironment.read(environment, List.of(), new Findings()));
    return merged(
        List.of(exported, kept),
        entries(Layer.EMPTY),
        new Sources(Optional.of(file), environment),
        new Findings());
  }

  private static boolean isOfDatabase(String message) {
    return message.contains(DATABASE) || message.contains(Keys.REGION.name());
  }

  private static Layer onlyDatabase(Layer layer) {
    Map<String, Value.Field> kept = new LinkedHashMap<>();
    layer
        .values()
        .forEach(
            (key, field) -> {
              if (key.startsWith(DATABASE) || key.equals(Keys.REGION.name())) {
                kept.put(key, field);
              }
            });
    return new Layer(kept, Map.of());
  }

  private static Map<Place, Origin> entries(Layer written) {
    Map<Place, Origin> entries = new LinkedHashMap<>();
    Defaults.places().forEach(place -> entries.put(place, new Origin.Default()));
    entries.putAll(written.entries());
    return entries;
  }

  private static Map<String, Supplier<String>> computed(
      List<Layer> layers, Map<String, String> environment) {
    boolean hasUrl =
        layers.stream().anyMatch(layer -> layer.values().containsKey(Keys.DATABASE_URL.name()));
    return Map.of(
        Keys.NODE_NAME.name(), () -> Quoting.scalar(hostName(environment)),
        Keys.DATABASE_EMBEDDED.name(), () -> String.valueOf(!hasUrl));
  }

  private static String hostName(Map<String, String> environment) {
    String exported = environment.getOrDefault("HOSTNAME", "");
    if (!exported.isBlank()) {
      return exported;
    }
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // The name only tells nodes apart: a cluster of hosts without names sets node.name.
      return "localhost";
    }
  }
}
