package dev.quartermaster.jobs.builtin;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * The settings of one job as they were written. All that is asked for is known; {@link
 * #refuseOthers} refuses the rest.
 */
final class Settings {

  private static final LevenshteinDistance DISTANCE = LevenshteinDistance.getDefaultInstance();

  private final String job;
  private final Map<String, String> given;
  private final Set<String> known = new TreeSet<>();

  Settings(String job, Map<String, String> given) {
    this.job = job;
    this.given = new HashMap<>(given);
  }

  Optional<String> text(String name) {
    known.add(name);
    return Optional.ofNullable(given.get(name)).map(String::strip).filter(t -> !t.isEmpty());
  }

  /** Words between blanks or line ends. */
  List<String> words(String name) {
    return text(name).map(text -> List.of(text.split("\\s+"))).orElse(List.of());
  }

  /** Each of {@link #words}, read. */
  <T> List<T> each(String name, Function<String, T> read) {
    try {
      return words(name).stream().map(read).toList();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s: setting '%s': %s".formatted(job, name, e.getMessage()), e);
    }
  }

  /** More than nothing, and less than a hundred years. */
  Duration duration(String name, Duration initially) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return initially;
    }
    try {
      Duration duration = Duration.parse(text.get());
      if (duration.isNegative() || duration.isZero() || duration.toDays() > 36_500) {
        throw wrong(name, "more than nothing and at most P36500D, such as " + initially);
      }
      return duration;
    } catch (DateTimeParseException e) {
      throw wrong(name, "a duration such as %s or PT30S".formatted(shown(initially)));
    }
  }

  long number(String name, long least, long most, long initially) {
    Optional<String> text = text(name);
    try {
      long number = text.map(Long::parseLong).orElse(initially);
      if (number < least || number > most) {
        throw wrong(name, "a whole number from %d to %d".formatted(least, most));
      }
      return number;
    } catch (NumberFormatException e) {
      throw wrong(name, "a whole number from %d to %d".formatted(least, most));
    }
  }

  boolean yesOrNo(String name, boolean initially) {
    return switch (text(name).orElse(String.valueOf(initially))) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(name, "true or false");
    };
  }

  /** Days read better than the hours that {@link Duration} writes. */
  private static String shown(Duration duration) {
    return duration.toSeconds() % 86_400 == 0 ? "P" + duration.toDays() + "D" : duration.toString();
  }

  IllegalArgumentException wrong(String name, String right) {
    return new IllegalArgumentException(
        "%s: setting '%s' is '%s'; write %s"
            .formatted(job, name, given.getOrDefault(name, ""), right));
  }

  IllegalArgumentException missing(String name, String mend) {
    return new IllegalArgumentException(
        "%s: setting '%s' is missing: %s".formatted(job, name, mend));
  }

  /**
   * To be called when all that the job understands was asked for.
   *
   * @throws IllegalArgumentException names the first setting that it does not, and the nearest that
   *     it does
   */
  void refuseOthers() {
    for (String name : new TreeSet<>(given.keySet())) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "%s: there is no setting '%s'; %s"
                .formatted(
                    job,
                    name,
                    nearest(name)
                        .map("the nearest known one is '%s'"::formatted)
                        .orElse("this job has none: drop it")));
      }
    }
  }

  private Optional<String> nearest(String name) {
    return known.stream().min(Comparator.comparingInt(other -> DISTANCE.apply(name, other)));
  }
}
