package dev.quartermaster.alerts.alert;

import dev.quartermaster.alerts.alert.Alert.Acknowledgement;
import dev.quartermaster.alerts.alert.Alert.Seen;
import dev.quartermaster.alerts.alert.Alert.State;
import dev.quartermaster.alerts.alert.Alert.Told;
import dev.quartermaster.alerts.alert.Lifecycle.Look;
import dev.quartermaster.alerts.alert.Step.Tell;
import dev.quartermaster.alerts.channel.Page;
import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.route.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The step that is being made: for one look, on one thread. */
final class Draft {

  private final Alert before;
  private final Look look;
  private final List<Event> events = new ArrayList<>();
  private final List<Tell> tell = new ArrayList<>();
  private Alert alert;

  private Draft(Alert alert, Look look) {
    this.before = alert;
    this.alert = alert;
    this.look = look;
  }

  static Draft of(Alert alert, Look look) {
    return new Draft(alert, look);
  }

  static Draft of(Condition condition, Look look) {
    return new Draft(asNew(condition, look.now()), look);
  }

  /** One that is not on record yet. */
  static Alert asNew(Condition condition, Instant now) {
    Seen seen = new Seen(now, Optional.empty());
    return new Alert(0, State.PENDING, condition, seen, Told.NOBODY, Optional.empty(), 0, 0);
  }

  boolean isChanged() {
    return !alert.equals(before);
  }

  Step step() {
    return new Step(alert, List.copyOf(events), List.copyOf(tell));
  }

  State state() {
    return alert.state();
  }

  String summary() {
    return alert.condition().text().summary();
  }

  /** Puts an event on record, and returns its number. */
  long note(Event.Kind kind, String says) {
    long seq = alert.seq() + 1;
    alert =
        new Alert(
            alert.id(),
            alert.state(),
            alert.condition(),
            alert.seen(),
            alert.told(),
            alert.acknowledgement(),
            alert.flaps(),
            seq);
    events.add(new Event(seq, look.now(), kind, says));
    return seq;
  }

  void reopen(Condition condition) {
    alert =
        new Alert(
            alert.id(),
            State.PENDING,
            condition,
            new Seen(look.now(), Optional.empty()),
            Told.NOBODY,
            Optional.empty(),
            alert.flaps() + 1,
            alert.seq());
  }

  /** When it began stays; so does how bad it was, or people were told each time that it swings. */
  void see(Condition condition) {
    Severity before = alert.severity();
    Condition its =
        new Condition(
            condition.cause(),
            before.compareTo(condition.severity()) < 0 ? before : condition.severity(),
            alert.condition().since(),
            condition.holdFor(),
            condition.text());
    alert = with(alert.state(), its, new Seen(look.now(), Optional.empty()));
  }

  void unseen() {
    alert =
        with(
            alert.state(),
            alert.condition(),
            new Seen(alert.seen().last(), Optional.of(look.now())));
  }

  /** Whether it has held for long enough; what cannot be seen now does not begin to fire. */
  boolean isDue() {
    return alert.seen().unseenSince().isEmpty()
        && !look.now().isBefore(alert.condition().since().plus(alert.condition().holdFor()));
  }

  void fire() {
    alert = with(State.FIRING, alert.condition(), alert.seen());
    told(
        new Told(
            Optional.of(look.now()), -1, Optional.empty(), Optional.empty(), Optional.empty()));
  }

  /** It was acknowledged, and is so no more. */
  void firesAgain() {
    alert =
        new Alert(
            alert.id(),
            State.FIRING,
            alert.condition(),
            alert.seen(),
            alert.told(),
            Optional.empty(),
            alert.flaps(),
            alert.seq());
  }

  void resolve() {
    alert = with(State.RESOLVED, alert.condition(), alert.seen());
  }

  void acknowledge(Acknowledgement by) {
    alert =
        new Alert(
            alert.id(),
            State.ACKNOWLEDGED,
            alert.condition(),
            alert.seen(),
            alert.told(),
            Optional.of(by),
            alert.flaps(),
            alert.seq());
  }

  boolean acknowledgementIsOver() {
    return alert
        .acknowledgement()
        .map(Acknowledgement::until)
        .filter(until -> look.now().isBefore(until))
        .isEmpty();
  }

  String acknowledgedBy() {
    return before.acknowledgement().map(Acknowledgement::by).orElse("nobody");
  }

  boolean nobodyWasTold() {
    return !alert.wasTold();
  }

  /**
   * Whether nobody is to be told; and that on record, each time that somebody would have been.
   *
   * @param isNews whether there is something to tell now
   */
  boolean keptQuiet(boolean isNews) {
    Told told = alert.told();
    if (look.quiet().isEmpty()) {
      if (told.keptQuietBy().isPresent()) {
        told(
            new Told(
                told.firedAt(),
                told.level(),
                told.repeatAt(),
                told.escalateAt(),
                Optional.empty()));
      }
      return false;
    }
    if (isNews || !told.keptQuietBy().equals(look.quiet())) {
      note(Event.Kind.KEPT_QUIET, "nobody is told: " + look.quiet().get());
      told(
          new Told(
              told.firedAt(),
              told.level(),
              Optional.of(look.now().plus(look.route().repeat())),
              told.escalateAt(),
              look.quiet()));
    }
    return true;
  }

  /** Of a drill the first who takes it is enough. */
  boolean escalates() {
    return !Drilled.is(alert.cause())
        && isReached(alert.told().escalateAt())
        && alert.told().level() < look.route().channels().size() - 1;
  }

  boolean repeats() {
    return isReached(alert.told().repeatAt());
  }

  private boolean isReached(Optional<Instant> at) {
    return at.filter(time -> !look.now().isBefore(time)).isPresent();
  }

  /** Tells the first of its route, or all that were told before. */
  void tellAll(long seq) {
    firesTo(seq, 0, Math.max(0, alert.told().level()));
  }

  /** Tells the next one too. */
  void tellNext(long seq) {
    int next = alert.told().level() + 1;
    firesTo(seq, next, next);
  }

  private void firesTo(long seq, int from, int to) {
    List<String> route = look.route().channels();
    int last = Math.min(to, route.size() - 1);
    List<String> channels = route.subList(Math.min(from, last), last + 1);
    tell.add(new Tell(seq, Page.Kind.FIRING, List.copyOf(channels), others(last)));
    Route how = look.route();
    told(
        new Told(
            alert.told().firedAt(),
            last,
            Optional.of(look.now().plus(how.repeat())),
            escalateAt(last, how),
            Optional.empty()));
  }

  /** To tell the same people again puts the next one not off. */
  private Optional<Instant> escalateAt(int last, Route how) {
    return last == alert.told().level() && alert.told().escalateAt().isPresent()
        ? alert.told().escalateAt()
        : Optional.of(look.now().plus(how.escalateAfter()));
  }

  private List<String> others(int after) {
    List<String> route = look.route().channels();
    return List.copyOf(route.subList(after + 1, route.size()));
  }

  /** Everybody who was told that it fires. */
  void tell(long seq, Page.Kind kind) {
    if (alert.wasTold()) {
      tell.add(new Tell(seq, kind, List.of(), List.of()));
    }
  }

  void tellEnd(long seq) {
    tell(seq, Page.Kind.RESOLVED);
  }

  private Alert with(State state, Condition condition, Seen seen) {
    return new Alert(
        alert.id(),
        state,
        condition,
        seen,
        alert.told(),
        alert.acknowledgement(),
        alert.flaps(),
        alert.seq());
  }

  private void told(Told told) {
    alert =
        new Alert(
            alert.id(),
            alert.state(),
            alert.condition(),
            alert.seen(),
            told,
            alert.acknowledgement(),
            alert.flaps(),
            alert.seq());
  }
}
