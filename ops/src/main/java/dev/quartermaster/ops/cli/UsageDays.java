package dev.quartermaster.ops.cli;

import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.usage.Usage.Days;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;

/** Use over some days, as people read it. */
final class UsageDays {

  /** As many as a line of a terminal has room for beside figures. */
  private static final int DRAWN = 14;

  private UsageDays() {}

  /** Each of the days, the first first. */
  static List<LocalDate> all(Days days) {
    return days.from().datesUntil(days.to().plusDays(1)).toList();
  }

  static Days last(int count, LocalDate today) {
    return new Days(today.minusDays(count - 1L), today);
  }

  static long count(Days days) {
    return ChronoUnit.DAYS.between(days.from(), days.to()) + 1;
  }

  /** What is above what is drawn. */
  static String heading(Days days) {
    return count(days) <= DRAWN ? "BY DAY" : "LAST %d DAYS".formatted(DRAWN);
  }

  /** Drawn on a terminal; of many days the last fourteen. */
  static String drawn(Days days, Map<LocalDate, CpuTime> used) {
    List<Long> all = micros(days, used).boxed().toList();
    return Sparkline.of(all.subList(Math.max(0, all.size() - DRAWN), all.size()));
  }

  static String perDay(Days days, Map<LocalDate, CpuTime> used) {
    CpuTime sum = used.values().stream().reduce(CpuTime.ZERO, CpuTime::plus);
    return seconds(new CpuTime(sum.micros() / count(days)));
  }

  static String highest(Days days, Map<LocalDate, CpuTime> used) {
    return seconds(new CpuTime(micros(days, used).max().orElse(0)));
  }

  private static LongStream micros(Days days, Map<LocalDate, CpuTime> used) {
    return all(days).stream().mapToLong(day -> used.getOrDefault(day, CpuTime.ZERO).micros());
  }

  /** Seconds with a tenth: narrow enough for a table, which is not where one adds up. */
  static String seconds(CpuTime cpu) {
    BigDecimal seconds = BigDecimal.valueOf(cpu.micros(), 6);
    return String.format(Locale.ROOT, "%,.1f", seconds.setScale(1, RoundingMode.HALF_UP));
  }

  /** A name that fits into a column; names have up to 150 characters. */
  static String fitted(String name, int width) {
    return name.codePointCount(0, name.length()) <= width
        ? name
        : name.substring(0, name.offsetByCodePoints(0, width - 1)) + "…";
  }
}
