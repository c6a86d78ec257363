package dev.quartermaster.ops.config;

import dev.quartermaster.alerts.timetable.Blackout;
import dev.quartermaster.alerts.timetable.Window;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The keys of each calendar. */
final class CalendarKeys {

  static final KeyTable TABLE = new KeyTable();

  static final Key<ZoneId> ZONE =
      TABLE.add(
          Key.of(Section.CALENDARS, "zone", Types.zone(), "The zone by whose clock windows go.")
              .initially("UTC"));
  static final Key<List<Window>> WINDOWS =
      TABLE.add(
          Key.of(
                  Section.CALENDARS,
                  "windows",
                  Types.oneOrMore(window()),
                  "In which schedules with this calendar have no planned times.")
              .example(
                  "[2026-12-24T00:00/2026-12-27T00:00, \"sat sun 22:00-06:00\", \"12-25\", \"2027-01-01\"]")
              .required());

  private CalendarKeys() {}

  /** In which a schedule or a monitor is not held to its times; by its own zone's clock. */
  static Key<List<Window>> maintenance(Section section) {
    return Key.of(
            section,
            "maintenance",
            Types.listOf(window()),
            "Windows in which nobody is paged for it, by the clock of its zone.")
        .initially("[]");
  }

  /** Empty when there is no window. */
  static Optional<Blackout> maintenance(Entry entry, Key<List<Window>> key, Key<ZoneId> zone) {
    return entry
        .find(key)
        .filter(windows -> !windows.isEmpty())
        .map(
            windows ->
                new Blackout("maintenance", entry.find(zone).orElse(ZoneId.of("UTC")), windows));
  }

  private static Type<Window> window() {
    return new Type.Single<>("a window of local time", (text, in) -> parse(text), Window::text);
  }

  private static Window parse(String text) throws BadValue {
    try {
      return Window.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadValue(String.valueOf(e.getMessage()));
    }
  }

  /** Those of the calendars that are known and could be read, in the order of their declaration. */
  static List<Blackout> named(Settings settings, Collection<String> names) {
    return settings.in(Section.CALENDARS).stream()
        .filter(calendar -> names.contains(calendar.place().name()))
        .flatMap(calendar -> calendar.find(WINDOWS).map(w -> blackout(calendar, w)).stream())
        .toList();
  }

  private static Blackout blackout(Entry calendar, List<Window> windows) {
    // A zone that could not be read was reported: any other will do until it is mended.
    ZoneId zone = calendar.find(ZONE).orElse(ZoneId.of("UTC"));
    return new Blackout(calendar.place().name(), zone, windows);
  }
}
