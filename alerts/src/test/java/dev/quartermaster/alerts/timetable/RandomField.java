package dev.quartermaster.alerts.timetable;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * One random field of a cron expression, made together with what it means, so that nothing is
 * parsed.
 *
 * @param text as it is written
 * @param selects by the field's own numbers
 * @param fromStar begins with a star
 * @param stepsFromZero all values, or a step that begins at the first one and runs to the last
 */
record RandomField(String text, IntPredicate selects, boolean fromStar, boolean stepsFromZero) {

  static final RandomField ALL = new RandomField("*", value -> true, true, true);
  static final RandomField OPEN = new RandomField("?", value -> true, true, true);

  static RandomField only(int value) {
    return new RandomField(Integer.toString(value), v -> v == value, false, false);
  }

  /** Numbers from min to max; Quartz's forms are more than a crontab's. */
  static RandomField of(
      SplittableRandom random, int min, int max, boolean quartz, IntFunction<String> name) {
    return switch (random.nextInt(6)) {
      case 0 -> ALL;
      case 1 -> step(random, min, max, quartz);
      case 2 -> list(random, min, max, quartz, name);
      case 3 -> single(random, min, max, name);
      case 4 -> range(random, min, max, quartz, name);
      default -> steppedRange(random, min, max, quartz);
    };
  }

  private static RandomField step(SplittableRandom random, int min, int max, boolean quartz) {
    int step = random.nextInt(1, max - min + 1);
    int from = quartz && random.nextBoolean() ? random.nextInt(min, max + 1) : min;
    boolean star = from == min && random.nextBoolean();
    if (!star && !quartz) {
      return new RandomField(min + "-" + max + "/" + step, v -> (v - min) % step == 0, false, true);
    }
    return new RandomField(
        (star ? "*" : from) + "/" + step,
        v -> v >= from && (v - from) % step == 0,
        star,
        from == min);
  }

  private static RandomField single(
      SplittableRandom random, int min, int max, IntFunction<String> name) {
    int value = random.nextInt(min, max + 1);
    return new RandomField(
        random.nextBoolean() ? name.apply(value) : "" + value, v -> v == value, false, false);
  }

  private static RandomField range(
      SplittableRandom random, int min, int max, boolean wraps, IntFunction<String> name) {
    int a = random.nextInt(min, max + 1);
    int b = random.nextInt(min, max + 1);
    int from = wraps ? a : Math.min(a, b);
    int to = wraps ? b : Math.max(a, b);
    String text = random.nextBoolean() ? name.apply(from) + "-" + name.apply(to) : from + "-" + to;
    return new RandomField(
        text, v -> from <= to ? v >= from && v <= to : v >= from || v <= to, false, false);
  }

  private static RandomField steppedRange(
      SplittableRandom random, int min, int max, boolean wraps) {
    int size = max - min + 1;
    int step = random.nextInt(1, size);
    int from = random.nextInt(min, max + 1);
    int length = random.nextInt(wraps ? size : max - from + 1);
    int to = min + (from - min + length) % size;
    IntPredicate selects =
        v -> {
          int distance = Math.floorMod(v - from, size);
          return distance <= length && distance % step == 0;
        };
    return new RandomField(from + "-" + to + "/" + step, selects, false, from == min && to == max);
  }

  private static RandomField list(
      SplittableRandom random, int min, int max, boolean wraps, IntFunction<String> name) {
    List<String> texts = new ArrayList<>();
    IntPredicate any = v -> false;
    for (int i = random.nextInt(2, 4); i > 0; i--) {
      RandomField part =
          random.nextBoolean()
              ? single(random, min, max, name)
              : range(random, min, max, wraps, name);
      texts.add(part.text);
      any = any.or(part.selects);
    }
    return new RandomField(String.join(",", texts), any, false, false);
  }
}
