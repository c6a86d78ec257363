package dev.quartermaster.quota.period;

import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The zones in whose local time boundaries can be counted: those whose name means the same to Java
 * and to PostgreSQL.
 *
 * <p>It does not for {@code +02:00}, whose sign PostgreSQL reads the other way, nor for {@code CET}
 * and its like, which there is an offset without summer time.
 */
public final class PeriodZone {

  private PeriodZone() {}

  /**
   * The zone, all names of UTC as one.
   *
   * @throws IllegalArgumentException when it is not UTC and not named as region and city
   */
  public static ZoneId checked(ZoneId zone) {
    if (zone.normalized().equals(ZoneOffset.UTC)) {
      return ZoneOffset.UTC;
    }
    String name = zone.getId();
    if (!name.contains("/") || name.startsWith("SystemV/")) {
      throw new IllegalArgumentException(
          "'%s' is not a zone for periods; write UTC or a region and city such as Europe/Berlin"
              .formatted(name));
    }
    return zone;
  }

  /** The name under which it is stored. */
  public static String name(ZoneId zone) {
    return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
  }

  /** Reads {@link #name}. UTC comes back as an offset, for which the arithmetic is shortest. */
  public static ZoneId named(String name) {
    return name.equals("UTC") ? ZoneOffset.UTC : ZoneId.of(name);
  }
}
