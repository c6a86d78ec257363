package dev.quartermaster.ops.bench;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The schedules of a trial.
 *
 * @param eachMinute names of those that are due at second 0
 * @param eachSecond names of the others
 */
record Declared(List<String> eachMinute, List<String> eachSecond) {

  static final String MINUTE = "minute";
  static final String SECOND = "second";

  /** One in so many is due each second. */
  private static final int ONE_IN = 100;

  static Declared of(int schedules) {
    int often = schedules / ONE_IN;
    return new Declared(names(MINUTE, schedules - often), names(SECOND, often));
  }

  private static List<String> names(String kind, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(n -> "%s-%d".formatted(kind, n)).toList();
  }

  int count() {
    return eachMinute.size() + eachSecond.size();
  }
}
