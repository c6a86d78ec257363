package dev.quartermaster.alerts.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;

/**
 * Alerts that follow from another: who knows of the one does not want to be told of the others.
 * Pure.
 */
final class Inhibition {

  /** So long may it take until others have taken over what a dead node did. */
  static final Duration TAKE_OVER = Duration.ofMinutes(1);

  private static final Set<String> OF_A_NODE =
      Set.of(
          "QuartzStandby",
          "ThreadsBusy",
          "PoolStarved",
          "ClocksApart",
          "ConfigurationOld",
          "WatchdogLate");

  private static final Set<String> OF_RUNS =
      Set.of(
          "ScheduleNotFiring",
          "ScheduleFiredLate",
          "RunNotFinished",
          "RunSlow",
          "RunWithoutProgress",
          "RunNotBegun",
          "RunsNotBegun",
          "ScheduleAdrift");

  private static final String FOLLOWS = "it follows from ";

  /** Only of the same subject: of such causes there may be thousands, and one is looked up. */
  private record Rule(Set<String> causes, boolean ofSubject, BiPredicate<Alert, Look> keeps) {
    Rule(Set<String> causes, BiPredicate<Alert, Look> keeps) {
      this(causes, false, keeps);
    }

    private Stream<Alert> among(AllAlerts alerts, String subject) {
      return causes.stream()
          .flatMap(
              name ->
                  ofSubject
                      ? alerts.of(new Cause(name, subject)).stream()
                      : alerts.named(name).stream());
    }
  }

  private record Look(Alert of, Instant now) {}

  /** Those that follow from none of the later ones come first. */
  private static final List<Rule> RULES =
      List.of(
          new Rule(
              Set.of("DatabaseUnreachable", "DatabaseReadOnly"),
              (cause, look) ->
                  !isOneOf(look.of(), Set.of("DatabaseUnreachable", "DatabaseReadOnly"))),
          new Rule(
              Set.of("NodeDown"),
              (cause, look) ->
                  (isOneOf(look.of(), OF_RUNS)
                          && look.now().isBefore(cause.condition().since().plus(TAKE_OVER)))
                      || isOneOf(look.of(), Set.of("ClusterSmall", "NothingFires"))
                      || (isOneOf(look.of(), OF_A_NODE) && isSameSubject(cause, look.of()))),
          new Rule(
              Set.of("NothingFires"),
              (cause, look) -> isOneOf(look.of(), Set.of("SchedulesNotFiring")) || isLate(look)),
          new Rule(Set.of("SchedulesNotFiring"), (cause, look) -> isLate(look)),
          new Rule(
              Set.of("ScheduleNotFiring"),
              true,
              (cause, look) -> isOneOf(look.of(), Set.of("ScheduleFiredLate", "ScheduleAdrift"))));

  private Inhibition() {}

  /** In which order alerts are decided about: the lower first. */
  static int rank(String name) {
    for (int i = 0; i < RULES.size(); i++) {
      if (RULES.get(i).causes().contains(name)) {
        return i;
      }
    }
    return RULES.size();
  }

  /** The alert from which this one follows, among those that are open; empty when none is. */
  static Optional<String> by(Alert alert, AllAlerts alerts, Instant now) {
    Look look = new Look(alert, now);
    return RULES.stream()
        .flatMap(
            rule ->
                rule.among(alerts, alert.cause().subject())
                    .filter(Alert::isOpen)
                    .filter(Inhibition::isKnown)
                    .filter(cause -> !cause.cause().equals(alert.cause()))
                    .filter(cause -> rule.keeps().test(cause, look)))
        .findFirst()
        .map(
            cause -> FOLLOWS + "%s of %s".formatted(cause.cause().name(), cause.cause().subject()));
  }

  /**
   * One that nobody was told of keeps nothing quiet, or nobody would be told of anything; unless it
   * follows itself from one that somebody was told of.
   */
  private static boolean isKnown(Alert alert) {
    return alert.state() == Alert.State.ACKNOWLEDGED
        || isPlanned(alert)
        || (alert.state() == Alert.State.FIRING
            && alert.told().keptQuietBy().filter(by -> !by.startsWith(FOLLOWS)).isEmpty());
  }

  /** The last node has left by itself or was drained: people hear of it when that lasts. */
  private static boolean isPlanned(Alert alert) {
    return alert.state() == Alert.State.PENDING
        && alert.cause().name().equals("NothingFires")
        && !alert.condition().holdFor().isZero();
  }

  private static boolean isLate(Look look) {
    return isOneOf(look.of(), Set.of("ScheduleNotFiring", "ScheduleFiredLate"));
  }

  private static boolean isOneOf(Alert alert, Set<String> names) {
    return names.contains(alert.cause().name());
  }

  private static boolean isSameSubject(Alert one, Alert other) {
    return one.cause().subject().equals(other.cause().subject());
  }
}
