package dev.quartermaster.ops.doctor;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.monitor.MonitorSource;
import dev.quartermaster.alerts.watchdog.ChannelSource;
import dev.quartermaster.alerts.watchdog.Source;
import dev.quartermaster.alerts.watchdog.WatcherSource;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.watch.Sources;
import dev.quartermaster.jobs.watch.Watched;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** What the watchdog would find now, by its own sources: a check for each family of conditions. */
final class WatchChecks {

  private final Database database;
  private final List<Source> sources;

  WatchChecks(Database database, Watched watched, Set<String> channels) {
    this.database = database;
    this.sources =
        Stream.concat(
                Sources.of(watched).stream(),
                Stream.of(
                    new ChannelSource(() -> channels), new WatcherSource(), new MonitorSource()))
            .toList();
  }

  /** Conditions that are told of. */
  static Set<String> known() {
    return Family.ALL.stream()
        .flatMap(family -> family.of().stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  List<Source> sources() {
    return sources;
  }

  void make(Examination examination) {
    for (Source source : sources) {
      examine(source, examination);
    }
  }

  private void examine(Source source, Examination examination) {
    List<Family> its =
        Family.ALL.stream()
            .filter(family -> family.of().stream().anyMatch(source.names()::contains))
            .toList();
    if (source.names().isEmpty()) {
      examination.check("timetables", database, handle -> learned(source, handle));
    }
    for (Family family : its) {
      examination.check(
          family.check(), database, handle -> judged(family, conditions(source, handle)));
    }
  }

  /** It finds nothing: it learns what is declared, for those after it. */
  private static Check learned(Source source, Handle handle) {
    source.look(handle, DatabaseClock.now(handle));
    return Check.ok("timetables", "those that are declared can be read");
  }

  /** Those that are certain: of others, it is waited whether they pass by themselves. */
  private static List<Condition> conditions(Source source, Handle handle) {
    Instant now = DatabaseClock.now(handle);
    return source.look(handle, now).stream()
        .filter(one -> !now.isBefore(one.since().plus(one.holdFor())))
        .sorted(Comparator.comparing(Condition::severity).thenComparing(Condition::since))
        .toList();
  }

  private static Check judged(Family family, List<Condition> all) {
    List<Condition> wrong =
        all.stream().filter(one -> family.of().contains(one.cause().name())).toList();
    if (wrong.isEmpty()) {
      return Check.ok(family.check(), family.well());
    }
    List<String> says = new ArrayList<>();
    wrong.stream().limit(3).map(one -> one.text().summary()).forEach(says::add);
    if (wrong.size() > 3) {
      says.add("and %,d more".formatted(wrong.size() - 3));
    }
    return Check.wrong(
        family.check(),
        String.join("; ", says),
        Optional.ofNullable(wrong.get(0).text().details().get("mend")).orElse(family.mend()));
  }
}
