package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Details;
import dev.quartermaster.alerts.alert.Sign;
import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.jobs.run.Run;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a schedule's job stands for, and whether it holds.
 *
 * @param newest run of it that is over
 */
record Outcome(Schedule schedule, Guarantee guarantee, Answer answer, Optional<Run.End> newest) {

  /** What the database said. */
  sealed interface Answer {
    /** So many violate it; 0 when it holds. */
    record Violations(long count) implements Answer {}

    /** It cannot be told. */
    record Unknown(String why) implements Answer {}
  }

  /** The job whose outcome has an alert of its own. */
  private static final String STANDBY = "standby-ready";

  /** The database may be busy for a moment. */
  private static final Duration BUSY = Duration.ofMinutes(2);

  /** What is wrong, if anything. */
  Optional<Condition> judge(Instant now) {
    boolean isStandby =
        schedule.work() instanceof Schedule.Work.BuiltIn work && work.job().equals(STANDBY);
    String name = isStandby ? "NoStandby" : "OutcomeNotMet";
    String subject = isStandby ? "database" : schedule.name();
    if (answer instanceof Answer.Unknown unknown) {
      Sign sign = Sign.warning(name, now).holding(BUSY);
      return Optional.of(sign.of(subject, unknown(unknown).about(schedule)));
    }
    long count = ((Answer.Violations) answer).count();
    return count == 0
        ? Optional.empty()
        : Optional.of(Sign.critical(name, now).of(subject, violated(count).about(schedule)));
  }

  private Told violated(long count) {
    return new Told(
        "%s: it does not hold that %s: the count is %,d instead of 0%s"
            .formatted(schedule.name(), guarantee.says(), count, although()),
        details().with("count", count).with("bound", 0).and(lastRun()));
  }

  private Told unknown(Answer.Unknown unknown) {
    return new Told(
        "%s: whether %s cannot be told: %s"
            .formatted(schedule.name(), guarantee.says(), unknown.why()),
        details().with("error", unknown.why()).and(lastRun()));
  }

  private String although() {
    return newest
        .filter(end -> end.outcome() == Run.Outcome.SUCCEEDED)
        .map(end -> ", although its last run succeeded")
        .orElse("");
  }

  private Details details() {
    return Details.NONE
        .with("should hold", guarantee.says())
        .with("query", guarantee.violations().strip());
  }

  private Details lastRun() {
    return Details.NONE
        .with(
            "last run",
            newest
                .map(end -> "%s at %s".formatted(end.outcome().word(), end.at()))
                .orElse("none is on record"))
        .with("its error", newest.flatMap(Run.End::error));
  }
}
