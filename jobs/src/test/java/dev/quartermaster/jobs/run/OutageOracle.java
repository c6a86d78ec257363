package dev.quartermaster.jobs.run;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What ought to have run, worked out from the rules in words by counting minutes: it shares no code
 * with the product.
 */
final class OutageOracle {

  /** From when on, and until when (exclusive), nothing fired. */
  record Gap(Instant from, Instant to) {
    boolean holds(Instant at) {
      return !at.isBefore(from) && at.isBefore(to);
    }
  }

  private final ZoneRules rules;
  private final Instant begin;
  private final Instant end;

  OutageOracle(ZoneId zone, Instant begin, Instant end) {
    this.rules = zone.getRules();
    this.begin = begin;
    this.end = end;
  }

  /** Once each local day; in a gap at its end, of two the first. */
  List<Instant> daily(LocalTime time) {
    List<Instant> planned = new ArrayList<>();
    LocalDate first = LocalDate.ofInstant(begin, ZoneOffset.UTC).minusDays(2);
    for (int day = 0; day < Duration.between(begin, end).toDays() + 4; day++) {
      LocalDateTime local = first.plusDays(day).atTime(time);
      List<ZoneOffset> offsets = rules.getValidOffsets(local);
      planned.add(
          offsets.isEmpty()
              ? rules.getTransition(local).getInstant()
              : local.toInstant(offsets.get(0)));
    }
    return within(planned);
  }

  /** At a minute of each hour that passes, whatever the clock on the wall says. */
  List<Instant> hourly(int minute) {
    List<Instant> planned = new ArrayList<>();
    Instant at = Instant.ofEpochSecond(begin.getEpochSecond() / 60 * 60);
    for (; at.isBefore(end); at = at.plusSeconds(60)) {
      if (LocalDateTime.ofInstant(at, rules.getOffset(at)).getMinute() == minute) {
        planned.add(at);
      }
    }
    return within(planned);
  }

  /** At multiples since the epoch. */
  List<Instant> every(Duration span) {
    List<Instant> planned = new ArrayList<>();
    for (long n = begin.getEpochSecond() / span.toSeconds();
        n * span.toSeconds() < end.getEpochSecond();
        n++) {
      planned.add(Instant.ofEpochSecond(n * span.toSeconds()));
    }
    return within(planned);
  }

  private List<Instant> within(List<Instant> planned) {
    return planned.stream().filter(at -> at.isAfter(begin) && at.isBefore(end)).distinct().toList();
  }

  /** Each planned time that runs, with how many others its run stands for. */
  static SortedMap<Instant, Long> coalesced(List<Instant> planned, List<Gap> gaps) {
    SortedMap<Instant, Long> runs = onTime(planned, gaps);
    for (Gap gap : gaps) {
      List<Instant> missed = planned.stream().filter(gap::holds).toList();
      if (!missed.isEmpty()) {
        runs.put(missed.get(missed.size() - 1), missed.size() - 1L);
      }
    }
    return runs;
  }

  /** What was missed does not run; what is late by half a minute at most is not missed. */
  static SortedMap<Instant, Long> skipped(List<Instant> planned, List<Gap> gaps) {
    SortedMap<Instant, Long> runs = onTime(planned, gaps);
    for (Gap gap : gaps) {
      planned.stream()
          .filter(gap::holds)
          .filter(at -> !gap.to().isAfter(at.plusSeconds(30)))
          .reduce((older, newer) -> newer)
          .ifPresent(at -> runs.put(at, 0L));
    }
    return runs;
  }

  /** The newest runs as itself; of the others the newest so many that are young enough. */
  static SortedMap<Instant, Long> backfilled(
      List<Instant> planned, List<Gap> gaps, Duration window, int limit) {
    SortedMap<Instant, Long> runs = onTime(planned, gaps);
    for (Gap gap : gaps) {
      List<Instant> missed = planned.stream().filter(gap::holds).toList();
      if (missed.isEmpty()) {
        continue;
      }
      runs.put(missed.get(missed.size() - 1), 0L);
      List<Instant> young =
          missed.subList(0, missed.size() - 1).stream()
              .filter(at -> !at.isBefore(gap.to().minus(window)))
              .toList();
      young.stream().skip(Math.max(0, young.size() - limit)).forEach(at -> runs.put(at, 0L));
    }
    return runs;
  }

  private static SortedMap<Instant, Long> onTime(List<Instant> planned, List<Gap> gaps) {
    SortedMap<Instant, Long> runs = new TreeMap<>();
    planned.stream()
        .filter(at -> gaps.stream().noneMatch(gap -> gap.holds(at)))
        .forEach(at -> runs.put(at, 0L));
    return runs;
  }
}
