package dev.quartermaster.ops.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;

/**
 * How the use of a real machine spreads over accounts and over the day; the source is named in the
 * resource.
 */
public final class RealDay {

  private final double[] quantiles;
  private final double[] hours;

  private RealDay(double[] quantiles, double[] hours) {
    this.quantiles = quantiles;
    this.hours = hours;
  }

  public static RealDay load() {
    Properties properties = new Properties();
    try (InputStream resource =
        Objects.requireNonNull(RealDay.class.getResourceAsStream("day.properties"))) {
      properties.load(resource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new RealDay(numbers(properties, "quantiles"), numbers(properties, "hours"));
  }

  private static double[] numbers(Properties properties, String key) {
    return Arrays.stream(properties.getProperty(key).split(","))
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  /**
   * A day's use of one account, as a multiple of what the heaviest tenth of all accounts reaches.
   *
   * @param rank where the account stands among all, 0 to 1
   */
  public double demand(double rank) {
    double place = rank * (quantiles.length - 1);
    int below = Math.min((int) place, quantiles.length - 2);
    double value = quantiles[below] + (place - below) * (quantiles[below + 1] - quantiles[below]);
    return value / quantiles[quantiles.length - 3];
  }

  /** How busy this time of day is; 1 is the day's average. */
  double busyness(Instant at) {
    return hours[at.atOffset(ZoneOffset.UTC).getHour()] * hours.length;
  }
}
