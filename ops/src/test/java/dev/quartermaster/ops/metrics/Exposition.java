package dev.quartermaster.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Prometheus' text format, read strictly: each sample has a HELP and a TYPE before it, no sample
 * comes twice, and histograms are cumulative up to their count.
 */
record Exposition(Map<String, Double> samples, Map<String, String> types) {

  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-z_:][a-zA-Z0-9_:]*)(\\{[a-z_]+=\"[^\"\\n]*\"(?:,[a-z_]+=\"[^\"\\n]*\")*})? (\\S+)");
  private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) (\\S+) (.+)");

  static Exposition parse(String text) {
    assertThat(text).endsWith("\n");
    Exposition read = new Exposition(new LinkedHashMap<>(), new HashMap<>());
    text.lines().forEach(read::line);
    read.samples.keySet().stream()
        .filter(name -> name.contains("_bucket{"))
        .filter(name -> name.contains("le=\"+Inf\""))
        .forEach(read::holdsToItsCount);
    return read;
  }

  private void line(String line) {
    if (line.startsWith("#")) {
      Matcher comment = COMMENT.matcher(line);
      assertThat(comment.matches()).as(line).isTrue();
      if (comment.group(1).equals("TYPE")) {
        assertThat(types.put(comment.group(2), comment.group(3))).as(line).isNull();
      }
      return;
    }
    Matcher sample = SAMPLE.matcher(line);
    assertThat(sample.matches()).as(line).isTrue();
    assertThat(types).as(line).containsKey(family(sample.group(1)));
    String labels = sample.group(2) == null ? "" : sample.group(2);
    assertThat(samples.put(sample.group(1) + labels, number(sample.group(3)))).as(line).isNull();
  }

  private String family(String name) {
    return types.containsKey(name) ? name : name.replaceFirst("_(bucket|count|sum|max)$", "");
  }

  private void holdsToItsCount(String infinite) {
    String count = infinite.replace("_bucket{", "_count{").replace(",le=\"+Inf\"", "");
    assertThat(samples.get(infinite)).as(infinite).isEqualTo(samples.get(count));
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  Set<String> names() {
    return samples.keySet();
  }

  double value(String name) {
    assertThat(samples).containsKey(name);
    return samples.get(name);
  }
}
