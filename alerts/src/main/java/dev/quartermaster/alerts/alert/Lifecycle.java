package dev.quartermaster.alerts.alert;

import dev.quartermaster.alerts.alert.Alert.Acknowledgement;
import dev.quartermaster.alerts.alert.Alert.State;
import dev.quartermaster.alerts.alert.Event.Kind;
import dev.quartermaster.alerts.alert.Verdict.Holds;
import dev.quartermaster.alerts.alert.Verdict.Over;
import dev.quartermaster.alerts.alert.Verdict.Unseen;
import dev.quartermaster.alerts.route.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What becomes of an alert by each look: pure. */
public final class Lifecycle {

  /** What comes back within this is the same alert. */
  public static final Duration SAME = Duration.ofMinutes(10);

  /** It is over when it has been for so long; doubled each time that it comes back. */
  static final Duration KEEP = Duration.ofSeconds(10);

  static final Duration LONGEST_KEEP = Duration.ofMinutes(15);

  /**
   * What a look finds.
   *
   * @param quiet why nobody is to be told; empty when somebody is
   * @param now by the database's clock
   */
  public record Look(Verdict verdict, Route route, Optional<String> quiet, Instant now) {}

  private Lifecycle() {}

  /**
   * The next step of an open alert, or of one that was over for less than {@link #SAME}.
   *
   * @return empty when nothing changes, not even when it was last seen
   */
  public static Optional<Step> next(Alert alert, Look look) {
    Draft draft = Draft.of(alert, look);
    if (!alert.isOpen()) {
      if (look.verdict() instanceof Holds holds) {
        comesBack(draft, holds.condition());
        return Optional.of(draft.step());
      }
      return Optional.empty();
    }
    if (look.verdict() instanceof Holds holds) {
      seen(draft, alert, holds.condition());
    } else if (look.verdict() instanceof Unseen) {
      unseen(draft, alert);
    }
    if (look.verdict() instanceof Over && isOver(alert, look.now())) {
      ends(draft, alert);
    } else {
      goesOn(draft);
    }
    return draft.isChanged() ? Optional.of(draft.step()) : Optional.empty();
  }

  /** The first step of an alert that is not there yet. */
  public static Step begin(Condition condition, Look look) {
    Draft draft = Draft.of(condition, look);
    draft.note(Kind.BEGAN, condition.text().summary());
    fireIfDue(draft);
    return draft.step();
  }

  private static void comesBack(Draft draft, Condition condition) {
    draft.reopen(condition);
    draft.note(Kind.CAME_BACK, "it came back: " + condition.text().summary());
    fireIfDue(draft);
  }

  private static void seen(Draft draft, Alert alert, Condition condition) {
    draft.see(condition);
    if (alert.seen().unseenSince().isPresent()) {
      draft.note(Kind.SEEN_AGAIN, "it is seen again, and still holds");
    }
    boolean worse = condition.severity().compareTo(alert.severity()) < 0;
    if (worse && alert.state() != State.PENDING) {
      draft.firesAgain();
      tell(draft, draft.note(Kind.WORSENED, "it is %s now".formatted(condition.severity().word())));
    }
  }

  private static void unseen(Draft draft, Alert alert) {
    if (alert.seen().unseenSince().isEmpty()) {
      draft.unseen();
      draft.note(
          Kind.UNSEEN, "it cannot be told whether it still holds; it is not taken to be over");
    }
  }

  /** Nobody minds when what came and went ends a little later; flapping would wear people out. */
  private static boolean isOver(Alert alert, Instant now) {
    return alert.state() == State.PENDING
        || !now.isBefore(alert.seen().last().plus(keep(alert.flaps())));
  }

  static Duration keep(int flaps) {
    Duration keep = KEEP.multipliedBy(1L << Math.min(flaps, 10));
    return keep.compareTo(LONGEST_KEEP) < 0 ? keep : LONGEST_KEEP;
  }

  private static void ends(Draft draft, Alert alert) {
    if (alert.state() == State.PENDING) {
      draft.resolve();
      draft.note(Kind.PASSED, "it passed before anybody was told");
      return;
    }
    draft.resolve();
    draft.tellEnd(draft.note(Kind.RESOLVED, "it is over"));
  }

  private static void goesOn(Draft draft) {
    switch (draft.state()) {
      case PENDING -> fireIfDue(draft);
      case ACKNOWLEDGED -> {
        if (draft.acknowledgementIsOver()) {
          draft.firesAgain();
          tell(
              draft,
              draft.note(
                  Kind.ACKNOWLEDGEMENT_EXPIRED,
                  "%s had it, until now".formatted(draft.acknowledgedBy())));
        }
      }
      case FIRING -> tellOnIfDue(draft);
      case RESOLVED -> throw new IllegalArgumentException("it is over");
    }
  }

  private static void fireIfDue(Draft draft) {
    if (!draft.isDue()) {
      return;
    }
    draft.fire();
    tell(draft, draft.note(Kind.FIRED, draft.summary()));
  }

  private static void tell(Draft draft, long seq) {
    if (!draft.keptQuiet(true)) {
      draft.tellAll(seq);
    }
  }

  private static void tellOnIfDue(Draft draft) {
    if (draft.keptQuiet(draft.repeats())) {
      return;
    }
    if (draft.nobodyWasTold()) {
      draft.tellAll(draft.note(Kind.FIRED, "it may be told now: " + draft.summary()));
    } else if (draft.escalates()) {
      draft.tellNext(draft.note(Kind.ESCALATED, "nobody has answered"));
    } else if (draft.repeats()) {
      draft.tellAll(draft.note(Kind.REPEATED, "it still fires: " + draft.summary()));
    }
  }

  /** Somebody takes it on; who else was told learns of it. */
  public static Step acknowledge(Alert alert, Look look, Acknowledgement by) {
    Draft draft = Draft.of(alert, look);
    draft.acknowledge(by);
    draft.tell(
        draft.note(Kind.ACKNOWLEDGED, "%s has it, until %s".formatted(by.by(), by.until())),
        dev.quartermaster.alerts.channel.Page.Kind.ACKNOWLEDGED);
    return draft.step();
  }

  /** Somebody says that it is over; while it is not, it comes back. */
  public static Step resolve(Alert alert, Look look, String by) {
    Draft draft = Draft.of(alert, look);
    draft.resolve();
    draft.tellEnd(draft.note(Kind.RESOLVED, by + " says that it is over"));
    return draft.step();
  }
}
