package dev.quartermaster.ops.agent.meter;

import dev.quartermaster.ops.agent.meter.Readings.Last;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a reading adds to the ones before.
 *
 * @param used microseconds above 0
 * @param isWhole false when there were more owners than asked for: the same reading then goes on
 *     with the rest
 */
public record Advance(Readings readings, Map<Owner, Long> used, boolean isWhole) {

  /** More counters than a machine has; what is beyond it is forgotten, longest gone first. */
  static final int MOST_UNSEEN = 20_000;

  /** Counts, for so many owners at most. */
  public static Advance of(Readings before, Seen seen, int remembersFor, int most) {
    boolean sameBoot = before.boot().equals(seen.boot());
    Map<String, Last> after = new HashMap<>(sameBoot ? before.counters() : Map.of());
    Map<Owner, Long> used = new LinkedHashMap<>();
    Set<String> here = new HashSet<>();
    boolean whole = true;
    for (Counter counter : seen.counters()) {
      if (!here.add(counter.key())) {
        continue;
      }
      boolean isKnown =
          before.meters().contains(counter.meter()) || after.containsKey(counter.key());
      long use = isKnown ? since(after.get(counter.key()), counter) : 0;
      if (use > 0 && used.size() >= most && !used.containsKey(counter.owner())) {
        whole = false;
        continue;
      }
      if (use > 0) {
        used.merge(counter.owner(), use, Math::addExact);
      }
      if (counter.micros().isPresent() || !isKnown) {
        after.put(
            counter.key(), new Last(counter.identity(), counter.micros().orElse(Last.UNREAD), 0));
      }
    }
    age(after, here, remembersFor);
    return new Advance(new Readings(seen.boot(), seen.meters(), after), used, whole);
  }

  /** A counter that went back, or that is another at the same place, is counted from 0. */
  private static long since(@Nullable Last last, Counter counter) {
    if (counter.micros().isEmpty()) {
      return 0;
    }
    long micros = counter.micros().getAsLong();
    if (last == null || !last.identity().equals(counter.identity()) || last.micros() > micros) {
      return micros;
    }
    return last.micros() == Last.UNREAD ? 0 : micros - last.micros();
  }

  private static void age(Map<String, Last> after, Set<String> here, int remembersFor) {
    after
        .entrySet()
        .removeIf(
            entry -> !here.contains(entry.getKey()) && entry.getValue().unseen() >= remembersFor);
    after.replaceAll(
        (key, last) ->
            here.contains(key)
                ? last
                : new Last(last.identity(), last.micros(), last.unseen() + 1));
    after.entrySet().stream()
        .filter(entry -> entry.getValue().unseen() > 0)
        .sorted(Comparator.comparingInt(entry -> entry.getValue().unseen()))
        .skip(MOST_UNSEEN)
        .map(Map.Entry::getKey)
        .toList()
        .forEach(after::remove);
  }
}
