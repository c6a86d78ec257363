package dev.quartermaster.jobs.quartz;

import dev.quartermaster.jobs.quartz.TriggerRow.Firing;
import dev.quartermaster.jobs.quartz.TriggerRow.Times;
import dev.quartermaster.jobs.quartz.TriggerRow.Trigger;
import dev.quartermaster.jobs.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.quartz.impl.jdbcjobstore.Constants;

/** Holds what Quartz's tables hold against what is declared: no clock, no I/O. */
final class Inspection {

  /** Quartz acts on what it finds late within this, when it acts at all. */
  static final Duration FROZEN = Duration.ofSeconds(45);

  /** A trigger's next time may be later than planned by this much: it was perhaps just fired. */
  static final Duration AHEAD = Duration.ofSeconds(5);

  private final Declared declared;
  private final Look look;
  private final boolean firing;

  private Inspection(Declared declared, Look look, boolean firing) {
    this.declared = declared;
    this.look = look;
    this.firing = firing;
  }

  /**
   * All that is not as it should be, by the schedule's name.
   *
   * @param firing whether this node fires what is due, so that nothing should be due for long
   */
  static List<Finding> findings(Declared declared, Look look, boolean firing) {
    return new Inspection(declared, look, firing).findings();
  }

  private List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    for (Schedule schedule : declared.enabled().values()) {
      if (declared.speaksFor(schedule, look)) {
        flaw(schedule).ifPresent(findings::add);
      }
    }
    if (declared.isNewest()) {
      look.rows().values().stream()
          .filter(row -> !declared.enabled().containsKey(row.name()))
          .filter(row -> row.firing() != Firing.RUNNING)
          .map(
              row ->
                  new Finding(
                      row.name(),
                      Flaw.UNDECLARED,
                      "it had a trigger or a job of Quartz's, but is not declared"))
          .forEach(findings::add);
    }
    findings.sort(Comparator.comparing(Finding::schedule));
    return findings;
  }

  private Optional<Finding> flaw(Schedule schedule) {
    Optional<TriggerRow> row = look.row(schedule.name());
    Optional<Trigger> trigger = row.flatMap(TriggerRow::trigger);
    if (row.isEmpty() || trigger.isEmpty()) {
      return found(schedule, Flaw.MISSING, "it had no trigger");
    }
    if (row.get().firing() == Firing.RUNNING) {
      return Optional.empty();
    }
    return definition(schedule, row.get(), trigger.get())
        .or(() -> state(schedule, row.get(), trigger.get()));
  }

  private static Optional<Finding> definition(Schedule schedule, TriggerRow row, Trigger trigger) {
    if (!row.job().equals(Optional.of(NewTrigger.JOB))) {
      return found(schedule, Flaw.JOB, "its job detail was " + words(row.job()));
    }
    try {
      Definition wanted = Definition.of(schedule);
      if (!trigger.definition().isSameAs(wanted, schedule.when().timetable())) {
        trigger.definition().timetable();
        return found(
            schedule,
            Flaw.OLD_DEFINITION,
            "its trigger had an old definition: " + trigger.definition().words());
      }
    } catch (RuntimeException e) {
      return found(
          schedule,
          Flaw.UNREADABLE,
          "Quartz could not read its trigger: " + trigger.definition().words());
    }
    return Optional.empty();
  }

  private Optional<Finding> state(Schedule schedule, TriggerRow row, Trigger trigger) {
    Times times = trigger.times();
    if (times.end().isPresent() || times.start().isAfter(look.now().plus(AHEAD))) {
      return found(
          schedule,
          Flaw.BOUNDED,
          "its trigger was bounded: from %s to %s"
              .formatted(times.start(), times.end().map(Instant::toString).orElse("ever")));
    }
    // A pause of ours is not Quartz's: it fires on, and nothing comes of it.
    boolean isPaused = look.isPaused(schedule.name()) && isPaused(trigger.state());
    boolean isFrozen =
        look.isFrozenByDrill(schedule.name()) && trigger.state().equals(Constants.STATE_BLOCKED);
    if (isPaused || isFrozen || row.firing() != Firing.NO) {
      return Optional.empty();
    }
    return switch (trigger.state()) {
      case Constants.STATE_PAUSED, Constants.STATE_PAUSED_BLOCKED ->
          found(schedule, Flaw.PAUSED, "its trigger was paused, but the schedule is not");
      case Constants.STATE_ERROR -> found(schedule, Flaw.ERROR, "its trigger was in ERROR");
      case Constants.STATE_COMPLETE ->
          found(schedule, Flaw.COMPLETE, "its trigger was COMPLETE, as if it had no time left");
      case Constants.STATE_ACQUIRED, Constants.STATE_BLOCKED ->
          found(
              schedule,
              Flaw.STUCK,
              "its trigger was stuck %s %s, but no node had it in hand"
                  .formatted(trigger.state(), at(times)));
      case Constants.STATE_WAITING -> time(schedule, times);
      default ->
          found(
              schedule,
              Flaw.UNKNOWN_STATE,
              "its trigger was in the unknown state " + trigger.state());
    };
  }

  private Optional<Finding> time(Schedule schedule, Times times) {
    if (times.next().isEmpty()) {
      return found(schedule, Flaw.NO_NEXT_TIME, "its trigger waited for no time");
    }
    Instant next = times.next().get();
    Instant planned = schedule.when().timetable().next(look.now().plus(AHEAD));
    if (next.isAfter(planned)) {
      return found(
          schedule,
          Flaw.PUT_OFF,
          "its trigger waited for %s, beyond the planned %s".formatted(next, planned));
    }
    if (firing && next.isBefore(look.now().minus(FROZEN))) {
      return found(
          schedule, Flaw.FROZEN, "its trigger was frozen at %s, in the past".formatted(next));
    }
    return Optional.empty();
  }

  private static String words(Optional<TriggerRow.Job> job) {
    return job.map(
            found ->
                "of %s, durable: %s, recovers: %s"
                    .formatted(found.className(), found.isDurable(), found.recovers()))
        .orElse("missing");
  }

  private static boolean isPaused(String state) {
    return state.equals(Constants.STATE_PAUSED) || state.equals(Constants.STATE_PAUSED_BLOCKED);
  }

  private static String at(Times times) {
    return times.next().map(next -> "for " + next).orElse("for no time");
  }

  private static Optional<Finding> found(Schedule schedule, Flaw flaw, String says) {
    return Optional.of(new Finding(schedule.name(), flaw, says));
  }
}
