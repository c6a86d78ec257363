package dev.quartermaster.ops.incident;

import dev.quartermaster.ops.dashboard.Html;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;

/** What a page brings along, so that it needs nothing else. */
final class Inlined {

  /** Chart.js, as its webjar has it: the version is in the path. */
  private static final String ABOUT_CHARTS =
      "/META-INF/maven/org.webjars.npm/chart.js/pom.properties";

  private static final String CHARTS = "/META-INF/resources/webjars/chart.js/%s/dist/chart.umd.js";

  private Inlined() {}

  static Html own(String name) {
    return new Html(text(name));
  }

  /** Chart.js. The line that names its map, which is not there, goes. */
  static Html charts() {
    Properties about = new Properties();
    try (InputStream properties = stream(ABOUT_CHARTS)) {
      about.load(properties);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Html(
        text(CHARTS.formatted(about.getProperty("version")))
            .replaceAll("(?m)^//# sourceMappingURL=.*$", ""));
  }

  private static String text(String name) {
    try (InputStream resource = stream(name)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream stream(String name) {
    return Objects.requireNonNull(Inlined.class.getResourceAsStream(name), name);
  }
}
