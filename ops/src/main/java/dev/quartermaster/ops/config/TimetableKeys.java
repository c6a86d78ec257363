package dev.quartermaster.ops.config;

import dev.quartermaster.alerts.timetable.CronTimetable;
import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.alerts.timetable.Timetable;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/** The three ways to say when, of which an entry has exactly one, and the zone of the last two. */
record TimetableKeys(Key<Duration> every, Key<String> cron, Key<String> crontab, Key<ZoneId> zone) {

  private static final String GROUP = "timetable";

  static TimetableKeys in(Section section, KeyTable table, String everyMeans) {
    return new TimetableKeys(
        table.add(
            Key.of(section, "every", Types.duration(), everyMeans)
                .example("PT5M")
                .required()
                .insteadOf(GROUP)),
        table.add(
            Key.of(section, "cron", Types.text(), "Planned times as Quartz writes them.")
                .example("\"0 30 3 * * ?\"")
                .insteadOf(GROUP)),
        table.add(
            Key.of(section, "crontab", Types.text(), "Planned times as a crontab writes them.")
                .example("\"15 4 * * 1-5\"")
                .insteadOf(GROUP)),
        table.add(
            Key.of(section, "zone", Types.zone(), "The time zone of cron and crontab.")
                .initially("UTC")));
  }

  /**
   * The entry's timetable; empty when none of its keys could be read.
   *
   * @throws IllegalArgumentException says what is wrong with it
   */
  Optional<Timetable> read(Entry entry) {
    ZoneId utc = ZoneId.of("UTC");
    return entry
        .find(every)
        .<Timetable>map(Interval::of)
        .or(() -> entry.find(cron).map(t -> CronTimetable.quartz(t, entry.find(zone).orElse(utc))))
        .or(
            () ->
                entry.find(crontab).map(t -> CronTimetable.unix(t, entry.find(zone).orElse(utc))));
  }

  /** Reports a timetable that cannot be. */
  void check(Entry entry, Findings findings) {
    try {
      var unused = read(entry);
    } catch (IllegalArgumentException e) {
      Origin at =
          entry
              .originOf(every)
              .or(() -> entry.originOf(cron))
              .or(() -> entry.originOf(crontab))
              .orElse(entry.origin());
      findings.problem(at, entry.place().subject() + e.getMessage());
    }
  }
}
