package dev.quartermaster.ops.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads the configuration: defaults, then the file, then the environment. */
public final class ConfigurationReader {

  private static final Path HERE = Path.of("");

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
    List<Layer> layers = List.of(exported, written);

    Defaults defaults = new Defaults(computed(layers, environment), findings);
    Path directory = file.map(path -> path.resolveSibling("")).orElse(HERE);
    Settings settings = new MergeLayers(layers, defaults, directory, findings).merge(entries);
    CheckSettings.check(settings, findings);
    findings.throwIfAny();
    return EffectiveConfiguration.of(settings, findings.warnings());
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
