package dev.quartermaster.jobs.node;

import dev.quartermaster.alerts.timetable.Blackout;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.jobs.schedule.Schedule;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Schedules as one text that is the same for the same meaning, in whatever order they were written.
 * Walks the records, so that no part of a schedule can be forgotten.
 */
final class CanonicalText {

  private final StringBuilder text = new StringBuilder();

  private CanonicalText() {}

  /** Tells configurations apart; 64 hexadecimal digits. */
  static String hash(Map<String, Schedule> schedules) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(of(schedules).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  static String of(Map<String, Schedule> schedules) {
    CanonicalText canonical = new CanonicalText();
    canonical.value(schedules);
    return canonical.text.toString();
  }

  private void value(Object value) {
    if (value instanceof Timetable timetable) {
      quoted(timetable.definition());
    } else if (value instanceof Blackout windows) {
      quoted(windows.definition());
    } else if (value instanceof Record parts) {
      record(parts);
    } else if (value instanceof Map<?, ?> map) {
      text.append('{');
      Map<String, Object> sorted = new TreeMap<>();
      map.forEach((key, each) -> sorted.put(String.valueOf(key), each));
      sorted.forEach(this::named);
      text.append('}');
    } else if (value instanceof Collection<?> all) {
      text.append('[');
      all.forEach(this::value);
      text.append(']');
    } else if (value instanceof Optional<?> optional) {
      text.append('(');
      optional.ifPresent(this::value);
      text.append(')');
    } else {
      quoted(value.toString());
    }
  }

  private void record(Record parts) {
    text.append(parts.getClass().getSimpleName()).append('{');
    for (RecordComponent component : parts.getClass().getRecordComponents()) {
      try {
        named(component.getName(), component.getAccessor().invoke(parts));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("the parts of a schedule are public", e);
      }
    }
    text.append('}');
  }

  private void named(String name, Object value) {
    quoted(name);
    text.append('=');
    value(value);
  }

  /** With its length before it: no two sequences of texts read the same. */
  private void quoted(String part) {
    text.append(part.length()).append(':').append(part).append(' ');
  }
}
