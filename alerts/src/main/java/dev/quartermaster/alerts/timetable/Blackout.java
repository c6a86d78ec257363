package dev.quartermaster.alerts.timetable;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A calendar: windows in which nothing is planned.
 *
 * <p>A moment is in a window when the wall clock of the zone says so at that moment. Local times
 * that come twice are in it both times; of a window over skipped ones the rest remains.
 *
 * @param name without spaces
 * @param windows one or more
 */
public record Blackout(String name, ZoneId zone, List<Window> windows) {

  public Blackout {
    windows = List.copyOf(windows);
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("calendar '%s' has no window".formatted(name));
    }
    if (name.isEmpty() || name.contains(" ")) {
      throw new IllegalArgumentException("calendar '%s': a name is one word".formatted(name));
    }
  }

  /**
   * The calendar of a {@link #definition}.
   *
   * @throws IllegalArgumentException says what is wrong with it
   */
  public static Blackout parse(String definition) {
    return Timetables.blackout(definition);
  }

  /** Whether a moment is in one of the windows. */
  public boolean covers(Instant at) {
    return coveredUntil(at).isPresent();
  }

  /** All from a moment in a window to this one, exclusive, is in it; empty outside. */
  public Optional<Instant> coveredUntil(Instant at) {
    ZoneOffset offset = zone.getRules().getOffset(at);
    LocalDateTime local = LocalDateTime.ofEpochSecond(at.getEpochSecond(), at.getNano(), offset);
    return windows.stream()
        .flatMap(window -> window.endAround(local).stream())
        .max(Comparator.naturalOrder())
        .map(end -> at.plus(Duration.between(local, end)))
        .map(end -> beforeChange(at, end));
  }

  /** Only between two changes of the clock is local time elapsed time. */
  private Instant beforeChange(Instant at, Instant end) {
    ZoneOffsetTransition change = zone.getRules().nextTransition(at);
    return change != null && change.getInstant().isBefore(end) ? change.getInstant() : end;
  }

  /** All of it on one line, for {@link #parse}. */
  public String definition() {
    return windows.stream()
        .map(Window::text)
        .collect(Collectors.joining(Timetables.BETWEEN_WINDOWS, name + " " + zone + " ", ""));
  }
}
