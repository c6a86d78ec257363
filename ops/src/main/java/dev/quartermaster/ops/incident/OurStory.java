package dev.quartermaster.ops.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The night by ours, told as it goes: healthy, the fault, the page, the reboot, the morning. */
final class OurStory {

  /** So long before the first reset the fault strikes. */
  static final Duration BEFORE = Duration.ofSeconds(3);

  private static final Duration BETWEEN_RUNS_WITHIN = Duration.ofSeconds(20);
  private static final Duration DRAINED_WITHIN = Duration.ofSeconds(90);
  private static final Duration OVER_WITHIN = Duration.ofSeconds(90);
  private static final Duration MENDED_WITHIN = Duration.ofSeconds(60);
  private static final Duration AFTERMATH = Duration.ofSeconds(2);

  private final OurNight night;
  private final OurNight.Life life;
  private final Timeline timeline;
  private final OurLook look;
  private final User user;
  private final List<Sample> samples = new ArrayList<>();
  private Instant struck = Instant.EPOCH;
  private Instant rebooted = Instant.EPOCH;
  private Duration fault = Duration.ZERO;
  private Duration reboot = Duration.ZERO;
  private Duration healed = Duration.ZERO;
  private Optional<Duration> detected = Optional.empty();
  private Optional<Duration> drained = Optional.empty();
  private Optional<Duration> over = Optional.empty();
  private Optional<Duration> mended = Optional.empty();
  private long undone;

  OurStory(OurNight night, OurNight.Life life, Timeline timeline, User user) {
    this.night = night;
    this.life = life;
    this.timeline = timeline;
    this.look = night.look();
    this.user = user;
  }

  /** To the morning after, when the alert is over. */
  void live() {
    awaitHealth();
    strike();
    sleep();
    restart();
    workOff();
    if (!night.night().isShort()) {
      strikeOnce();
    }
  }

  private void awaitHealth() {
    timeline.say(
        Side.OURS, "all is well: cpu-reset has run %,d times, each second".formatted(look.runs()));
    sample("before");
  }

  private void strike() {
    Patience.pass(night.until(night.begins().minus(BEFORE)));
    // A run that goes on would find more to do as long as the night lasts.
    Patience.require(
        BETWEEN_RUNS_WITHIN,
        this::isStruckBetweenRuns,
        "the machine is too busy (try fewer --accounts): cpu-reset does not come to rest");
    fault =
        timeline.say(
            Side.OURS,
            "THE FAULT: the triggers of %s stay ACQUIRED in Quartz's tables, in no node's hand"
                .formatted(String.join(" and ", Fault.SCHEDULES)));
  }

  private boolean isStruckBetweenRuns() {
    return night
        .database()
        .transaction(
            handle -> {
              Optional<Instant> at = Fault.strikeBetweenRuns(handle);
              at.ifPresent(its -> struck = its);
              return at.isPresent();
            });
  }

  /** Nobody does anything before the next day. */
  private void sleep() {
    Patience.pass(Duration.ofSeconds(3));
    timeline.say(Side.OURS, "heartbeats are fresh: " + look.heartbeats());
    Patience.pass(night.until(night.resets().of(user.nth()).plus(AFTERMATH)));
    sample("in the night");
    Patience.pass(night.until(night.begins().plus(night.night().length())));
  }

  private void restart() {
    timeline.say(
        Side.OURS,
        "the next day: %,d accounts are overdue; somebody reboots: kill -9 of both nodes"
            .formatted(look.overdue()));
    // Later it may have come back, and says when it fired last.
    detected = look.detected(struck).map(at -> Duration.between(struck, at));
    rebooted = look.now();
    reboot = timeline.now();
    night.cluster().kill();
    night.cluster().start();
    night.cluster().awaitReady();
    night
        .database()
        .run(
            handle -> {
              undone = Fault.undone(handle);
              Fault.end(handle);
            });
    healed = timeline.say(Side.OURS, "both nodes are up again, and the fault is gone");
    sample("after the reboot");
  }

  private void workOff() {
    Patience.require(
        DRAINED_WITHIN,
        () -> life.curve().drained(healed).isPresent(),
        "the backlog is not worked off");
    drained = life.curve().drained(healed);
    timeline.say(
        Side.OURS,
        "nothing is overdue: %,d periods settled, %.1f s after they were up"
            .formatted(look.settled(rebooted), Seconds.of(drained.orElseThrow().minus(healed))));
    sample("in the morning");
    Phone phone = night.phone();
    if (phone.page(reboot).isPresent()) {
      Patience.until(OVER_WITHIN, () -> phone.end().isPresent());
    }
    over = phone.end().map(Phone.Call::at);
  }

  /** The same fault, but nobody holds it. */
  private void strikeOnce() {
    Instant once = night.database().transaction(handle -> Fault.strike(handle, /* held= */ false));
    timeline.say(Side.OURS, "the same fault once more, and this time nobody holds it");
    Patience.until(MENDED_WITHIN, () -> look.mended(once).isPresent());
    mended = look.mended(once).map(at -> Duration.between(once, at));
    mended.ifPresent(
        after ->
            timeline.say(
                Side.OURS,
                "the nodes mended it by themselves after %.1f s".formatted(Seconds.of(after))));
  }

  private void sample(String step) {
    Sample sample =
        new Sample(Side.OURS, step, timeline.now(), life.asker().ask(user), look.isThrottled(user));
    samples.add(sample);
    timeline.say(Side.OURS, "%s is told: %s".formatted(user.name(), sample.says()));
  }

  List<Sample> samples() {
    return List.copyOf(samples);
  }

  Duration fault() {
    return fault;
  }

  Duration reboot() {
    return reboot;
  }

  /** The figures, with what was recounted when all was over. */
  Ours figures(Recount.Found recount) {
    Duration end = drained.orElseGet(timeline::now).plus(AFTERMATH);
    Charged charged = night.charged();
    return new Ours(
        detected,
        night.phone().page(reboot).map(call -> call.at().minus(fault)),
        night.phone().pages(),
        drained.map(at -> at.minus(reboot)),
        // Seen at the next look, which may have begun before they were said to be up.
        drained.map(at -> at.compareTo(healed) > 0 ? at.minus(healed) : Duration.ZERO),
        over.map(at -> at.minus(reboot)),
        new Ours.Mended(undone, mended),
        new Ours.Work(
            life.curve().peak(),
            look.settled(rebooted),
            charged.between(Duration.ZERO, reboot),
            charged.between(healed, end),
            charged.requestsUnanswered(),
            night.tally().records(),
            charged.answered()),
        new Ours.Answers(life.asker().asked(), life.asker().past()),
        life.curve().wronged(),
        recount,
        life.curve().points());
  }
}
