package dev.quartermaster.ops.config;

import dev.quartermaster.alerts.timetable.CronTimetable;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** Rules between channels and routes: what is critical is to reach somebody. */
final class CheckPaging {

  private static final Map<String, String> CRITICAL = Map.of("severity", "critical");

  private final Settings settings;
  private final Findings findings;
  private final List<Entry> channels;

  private CheckPaging(Settings settings, Findings findings) {
    this.settings = settings;
    this.findings = findings;
    this.channels = settings.in(Section.CHANNELS);
  }

  static void check(Settings settings, Findings findings) {
    CheckPaging checks = new CheckPaging(settings, findings);
    settings.in(Section.ROUTES).forEach(checks::route);
    checks.selfTest();
    checks.alwaysFiring();
    if (!checks.channels.isEmpty()) {
      checks.reachesSomebody();
    }
  }

  private void route(Entry route) {
    List<String> known = channels.stream().map(channel -> channel.place().name()).toList();
    route.find(PagingKeys.ROUTE_CHANNELS).stream()
        .flatMap(List::stream)
        .filter(channel -> !known.contains(channel))
        .forEach(
            channel ->
                findings.problem(
                    route.originOf(PagingKeys.ROUTE_CHANNELS).orElse(route.origin()),
                    "%s: no channel is named '%s'%s"
                        .formatted(route.place().entry(), channel, mend(channel, known))));
  }

  private static String mend(String channel, List<String> known) {
    return known.isEmpty() ? "; declare it under channels" : Nearest.mend(channel, known);
  }

  private void selfTest() {
    Entry top = settings.top();
    top.find(Keys.WATCHDOG_SELF_TEST)
        .ifPresent(
            cron -> {
              try {
                CronTimetable.quartz(cron, ZoneOffset.UTC);
              } catch (IllegalArgumentException e) {
                findings.problem(
                    top.originOf(Keys.WATCHDOG_SELF_TEST).orElse(top.origin()),
                    "watchdog.self-test: " + e.getMessage());
              }
            });
  }

  private void alwaysFiring() {
    Entry top = settings.top();
    List<String> known =
        channels.stream()
            .filter(
                channel -> channel.find(PagingKeys.TYPE).filter("alertmanager"::equals).isPresent())
            .map(channel -> channel.place().name())
            .toList();
    top.find(Keys.WATCHDOG_ALWAYS_FIRING).stream()
        .flatMap(List::stream)
        .filter(channel -> !known.contains(channel))
        .forEach(
            channel ->
                findings.problem(
                    top.originOf(Keys.WATCHDOG_ALWAYS_FIRING).orElse(top.origin()),
                    "watchdog.always-firing: no channel of type alertmanager is named '%s'%s"
                        .formatted(channel, mend(channel, known))));
  }

  private void reachesSomebody() {
    Origin first = channels.get(0).origin();
    if (channels.stream().allMatch(CheckPaging::isLog)) {
      findings.warning(
          first,
          "every channel is a log, by which nobody wakes; add one that reaches a person, or an outside watch of the log");
    } else if (settings.in(Section.ROUTES).stream().noneMatch(CheckPaging::takesCritical)) {
      findings.warning(
          first,
          "no route takes all that is critical: what no route matches goes to every channel in turn, in their order; add - {match: {severity: critical}, channels: [%s]}"
              .formatted(channels.get(0).place().name()));
    }
  }

  private static boolean isLog(Entry channel) {
    return channel.find(PagingKeys.TYPE).filter("log"::equals).isPresent();
  }

  private static boolean takesCritical(Entry route) {
    return route
        .find(PagingKeys.ROUTE_MATCH)
        .filter(match -> match.isEmpty() || match.equals(CRITICAL))
        .isPresent();
  }
}
