package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.watchdog.DatabaseHealth;
import dev.quartermaster.alerts.watchdog.DiskSpace;
import dev.quartermaster.alerts.watchdog.Source;
import java.util.List;
import java.util.stream.Stream;

/** All that a watchdog of this product looks at. */
public final class Sources {

  private Sources() {}

  /** One for each family of subjects: when one fails, the others still find what they find. */
  public static List<Source> of(Watched given) {
    AsDeclared declared = new AsDeclared(given.schedules());
    Watched watched = new Watched(declared::now, given.jobs(), given.maxClockSkew(), given.data());
    Stream<Source> all =
        Stream.<Source>concat(
            Stream.of(
                new DrillWatch(new ScheduleSource(watched)),
                new RunSource(watched),
                new NodeSource(watched),
                new OutcomeSource(watched),
                new BacklogSource(watched),
                new RepairSource(watched),
                new QuarantineSource(watched),
                new PauseSource(watched),
                new DatabaseHealth(DatabaseHealth.Bounds.DEFAULT)),
            watched.data().map(DiskSpace::new).stream());
    return Stream.concat(
            Stream.of(declared), all.map(source -> new Maintained(source, watched.schedules())))
        .toList();
  }
}
