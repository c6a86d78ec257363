package dev.quartermaster.ops.crontab;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the lines {@code NAME = value} of a crontab have set so far. */
final class Settings {

  private static final Pattern LINE =
      Pattern.compile("\\s*([\"']?)([A-Za-z_][A-Za-z0-9_]*)\\1\\s*=\\s*(.*?)\\s*");
  private static final Pattern MINUTES = Pattern.compile("[0-9]{1,5}");

  private final Map<String, String> environment = new LinkedHashMap<>();
  private ZoneId zone;
  private String shell = "/bin/sh";
  private Duration delay = Duration.ZERO;
  private boolean isProgramsZone;

  Settings(ZoneId zone) {
    this.zone = zone;
  }

  static boolean isSetting(String line) {
    return LINE.matcher(line).matches();
  }

  /** Takes one; why not, when it has no place in the configuration. */
  Optional<String> take(String line) {
    Matcher match = LINE.matcher(line);
    if (!match.matches()) {
      throw new IllegalArgumentException(line);
    }
    String name = match.group(2);
    String value = unquoted(match.group(3));
    return switch (name) {
      case "CRON_TZ" -> {
        isProgramsZone = false;
        yield zone(value);
      }
      case "TZ" -> {
        environment.put(name, value);
        isProgramsZone = true;
        yield zone(value);
      }
      case "RANDOM_DELAY" -> delay(value);
      case "SHELL" -> {
        shell = value;
        yield Optional.empty();
      }
      case "MAILTO", "MAILFROM" ->
          value.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  "nobody is sent a program's output: it is kept with its run, and `status` shows a failure");
      case "LOGNAME", "CONTENT_TYPE", "CONTENT_TRANSFER_ENCODING", "START_HOURS_RANGE" ->
          Optional.of("it has no meaning here");
      default -> {
        environment.put(name, value);
        yield Optional.empty();
      }
    };
  }

  private Optional<String> zone(String value) {
    try {
      zone = ZoneId.of(value.startsWith(":") ? value.substring(1) : value);
      return Optional.empty();
    } catch (DateTimeException e) {
      return Optional.of(
          "'%s' is not a time zone; the lines after it have zone %s".formatted(value, zone));
    }
  }

  private Optional<String> delay(String value) {
    if (!MINUTES.matcher(value).matches()) {
      return Optional.of("'%s' is no number of minutes".formatted(value));
    }
    delay = Duration.ofMinutes(Long.parseLong(value));
    return Optional.empty();
  }

  private static String unquoted(String value) {
    boolean quoted =
        value.length() >= 2
            && (value.startsWith("\"") || value.startsWith("'"))
            && value.endsWith(value.substring(0, 1));
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  ZoneId zone() {
    return zone;
  }

  /** What a person should know of what they come to. */
  Optional<String> note() {
    return isProgramsZone
        ? Optional.of(
            "TZ is taken for the zone of its times; some crons set it for the program only")
        : Optional.empty();
  }

  String shell() {
    return shell;
  }

  boolean hasPath() {
    return environment.containsKey("PATH");
  }

  /** The keys of a schedule that they come to. */
  Map<String, Object> keys() {
    Map<String, Object> keys = new LinkedHashMap<>();
    if (!environment.isEmpty()) {
      keys.put("env", new LinkedHashMap<>(environment));
    }
    if (environment.containsKey("HOME")) {
      keys.put("directory", environment.get("HOME"));
    }
    if (!delay.isZero()) {
      keys.put("jitter", delay.toString());
    }
    return keys;
  }
}
