package dev.quartermaster.quota.testing;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * The zones whose clocks Java and PostgreSQL know alike from 1989 to 2041: each brings zone data of
 * its own, and some country's clocks change with every release.
 */
public final class AlikeZones {

  private static final Instant FIRST = Instant.parse("1989-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("2041-01-01T00:00:00Z");

  private AlikeZones() {}

  private record Moment(String zone, Instant at) {}

  /** Region and city, in alphabetical order. */
  public static List<ZoneId> of(Handle handle) {
    Set<String> alike = regions(handle);
    List<Moment> moments = alike.stream().sorted().flatMap(zone -> moments(zone).stream()).toList();
    List<LocalDateTime> there = local(handle, moments);
    for (int i = 0; i < moments.size(); i++) {
      Moment moment = moments.get(i);
      if (!LocalDateTime.ofInstant(moment.at(), ZoneId.of(moment.zone())).equals(there.get(i))) {
        alike.remove(moment.zone());
      }
    }
    return alike.stream().sorted().map(ZoneId::of).toList();
  }

  private static Set<String> regions(Handle handle) {
    Set<String> names =
        new HashSet<>(
            handle.createQuery("SELECT name FROM pg_timezone_names").mapTo(String.class).list());
    names.retainAll(ZoneId.getAvailableZoneIds());
    names.removeIf(name -> !name.contains("/"));
    return names;
  }

  /** Both sides of each change that Java knows, and every second month for those it does not. */
  private static List<Moment> moments(String zone) {
    List<Moment> moments = new ArrayList<>();
    ZoneOffsetTransition change = ZoneId.of(zone).getRules().nextTransition(FIRST);
    while (change != null && change.getInstant().isBefore(LAST)) {
      moments.add(new Moment(zone, change.getInstant().minusSeconds(1)));
      moments.add(new Moment(zone, change.getInstant()));
      change = ZoneId.of(zone).getRules().nextTransition(change.getInstant());
    }
    for (OffsetDateTime at = FIRST.atOffset(ZoneOffset.UTC);
        at.toInstant().isBefore(LAST);
        at = at.plusMonths(2)) {
      moments.add(new Moment(zone, at.toInstant()));
    }
    return moments;
  }

  private static List<LocalDateTime> local(Handle handle, List<Moment> moments) {
    return handle
        .createQuery(
            """
            SELECT m.at AT TIME ZONE m.zone
              FROM unnest(:zones, :ats) WITH ORDINALITY AS m (zone, at, nth) ORDER BY m.nth
            """)
        .bindArray("zones", String.class, moments.stream().map(Moment::zone).toArray())
        .bindArray(
            "ats",
            OffsetDateTime.class,
            moments.stream().map(moment -> moment.at().atOffset(ZoneOffset.UTC)).toArray())
        .mapTo(LocalDateTime.class)
        .list();
  }
}
