package dev.quartermaster.alerts.timetable;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says in words what a change of the clock does to a planned time of a cron expression. */
record ClockChange(CronTimetable cron, ZoneOffsetTransition change) {

  private static final int SHOWN = 3;

  /** Empty when no change touches it, or a time since the one before it. */
  static Optional<String> said(CronTimetable cron, Instant before, Instant at) {
    LocalDateTime local = LocalDateTime.ofInstant(at, cron.zone());
    ZoneOffsetTransition around = cron.zone().getRules().getTransition(local);
    if (around != null && around.isOverlap()) {
      return Optional.of(new ClockChange(cron, around).twice(local, at));
    }
    @Nullable String said = null;
    for (ZoneOffsetTransition change = cron.zone().getRules().nextTransition(before);
        change != null && !change.getInstant().isAfter(at);
        change = cron.zone().getRules().nextTransition(change.getInstant())) {
      said = new ClockChange(cron, change).skipped(at).orElse(said);
    }
    return Optional.ofNullable(said);
  }

  private String twice(LocalDateTime local, Instant at) {
    ZoneOffset offset = cron.zone().getRules().getOffset(at);
    String comes = "%s comes twice that day: ".formatted(local.toLocalTime());
    if (!cron.local().everyHour()) {
      return comes + "fires the first time only";
    }
    boolean first = offset.equals(change.getOffsetBefore());
    return comes + "fires both times, this is the " + (first ? "first" : "second");
  }

  private Optional<String> skipped(Instant at) {
    List<LocalDateTime> skipped = selected();
    if (!change.isGap() || skipped.isEmpty()) {
      return Optional.empty();
    }
    String which =
        "%s skipped on %s, as the clock goes from %s to %s: "
            .formatted(
                words(skipped),
                skipped.get(0).toLocalDate(),
                word(change.getDateTimeBefore(), skipped.get(0)),
                word(change.getDateTimeAfter(), skipped.get(0)));
    if (cron.local().everyHour()) {
      return Optional.of(which + (skipped.size() == 1 ? "it does" : "they do") + " not fire");
    }
    // Fired together after the gap, unless a calendar took that away.
    return change.getInstant().equals(at)
        ? Optional.of(
            which + "fires once, at " + word(change.getDateTimeAfter(), change.getDateTimeAfter()))
        : Optional.empty();
  }

  private List<LocalDateTime> selected() {
    List<LocalDateTime> selected = new ArrayList<>();
    LocalDateTime time = cron.local().atOrAfter(change.getDateTimeBefore());
    while (time != null && time.isBefore(change.getDateTimeAfter())) {
      selected.add(time);
      time = cron.local().atOrAfter(time.plusSeconds(1));
    }
    return selected;
  }

  private static String words(List<LocalDateTime> times) {
    List<String> shown = times.stream().limit(SHOWN).map(time -> word(time, times.get(0))).toList();
    int more = times.size() - shown.size();
    return String.join(", ", shown)
        + (more > 0 ? " and %,d more".formatted(more) : "")
        + (times.size() == 1 ? " is" : " are");
  }

  /** Without the date when it is that of another time, which is named before. */
  private static String word(LocalDateTime time, LocalDateTime named) {
    boolean sameDay = time.toLocalDate().equals(named.toLocalDate());
    return sameDay ? time.toLocalTime().toString() : time.toString().replace('T', ' ');
  }
}
