package dev.quartermaster.ops.incident;

import dev.quartermaster.db.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

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
        Side.OURS, "all is well: cpu-reset has run %,d times, each second".formatted(night.runs()));
    sample("before");
  }

  private long number(String sql) {
    return night
        .database()
        .transaction(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  private void strike() {
    Patience.pass(night.until(night.begins().minus(BEFORE)));
    // A run that goes on would find more to do as long as the night lasts.
    Patience.require(BETWEEN_RUNS_WITHIN, this::isStruckBetweenRuns, "cpu-reset does not come to rest");
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
    timeline.say(Side.OURS, "heartbeats are fresh: " + heartbeats());
    Patience.pass(night.until(night.resets().of(user.nth()).plus(AFTERMATH)));
    sample("in the night");
    Patience.pass(night.until(night.begins().plus(night.night().length())));
  }

  /** The nodes' own, and that others of the schedules fire on. */
  private String heartbeats() {
    return night
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT format('%s %s s', name, round(extract(epoch FROM qm_now() - heartbeat_at), 1))
                          FROM node WHERE state = 'up' ORDER BY name
                        """)
                    .mapTo(String.class)
                    .stream()
                    .collect(Collectors.joining(", ")))
        + " old; usage-rollup fired %d s ago"
            .formatted(
                number(
                    """
                    SELECT round(extract(epoch FROM qm_now() - max(fired_at)))::bigint FROM run
                     WHERE schedule = 'usage-rollup'
                    """));
  }

  private void restart() {
    timeline.say(
        Side.OURS,
        "the next day: %,d accounts are overdue; somebody reboots: kill -9 of both nodes"
            .formatted(number("SELECT count(*) FROM usage_period WHERE settled_at IS NULL AND period_end <= qm_now()")));
    // Later it may have come back, and says when it fired last.
    detected =
        first(
                """
                SELECT min(fired_at) FROM alert
                 WHERE name = 'ScheduleNotFiring' AND labels ->> 'schedule' = 'cpu-reset' AND fired_at > :since
                """,
                struck)
            .map(at -> Duration.between(struck, at));
    rebooted = night.database().transaction(DatabaseClock::now);
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
        DRAINED_WITHIN, () -> life.curve().drained(reboot).isPresent(), "the backlog is not worked off");
    drained = life.curve().drained(reboot);
    timeline.say(
        Side.OURS,
        "nothing is overdue: %,d periods settled, %.1f s after the reboot"
            .formatted(settled(), Seconds.of(drained.orElseThrow().minus(reboot))));
    sample("in the morning");
    if (page().isPresent()) {
      Patience.until(OVER_WITHIN, () -> end().isPresent());
    }
    over = end().map(Phone.Call::at);
  }

  private Optional<Phone.Call> end() {
    return night
        .phone()
        .first(
            call ->
                call.kind().equals("resolved") && call.isOf("ScheduleNotFiring", Fault.SCHEDULES.get(0)));
  }

  private long settled() {
    return night
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery("SELECT count(*) FROM usage_period WHERE settled_at >= :since")
                    .bind("since", rebooted.atOffset(ZoneOffset.UTC))
                    .mapTo(Long.class)
                    .one());
  }

  /** The same fault, but nobody holds it. */
  private void strikeOnce() {
    Instant once = night.database().transaction(handle -> Fault.strike(handle, /* held= */ false));
    timeline.say(Side.OURS, "the same fault once more, and this time nobody holds it");
    Patience.until(MENDED_WITHIN, () -> mendedAt(once).isPresent());
    mended = mendedAt(once).map(at -> Duration.between(once, at));
    mended.ifPresent(
        after ->
            timeline.say(
                Side.OURS,
                "the nodes mended it by themselves after %.1f s".formatted(Seconds.of(after))));
  }

  private Optional<Instant> mendedAt(Instant since) {
    return first(
        "SELECT min(at) FROM trigger_repair WHERE schedule = 'cpu-reset' AND at > :since", since);
  }

  private Optional<Instant> first(String sql, Instant since) {
    return night
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(sql)
                    .bind("since", since.atOffset(ZoneOffset.UTC))
                    .mapTo(OffsetDateTime.class)
                    .findOne())
        .map(OffsetDateTime::toInstant);
  }

  private void sample(String step) {
    Sample sample =
        new Sample(
            Side.OURS, step, timeline.now(), life.asker().ask(user), night.isThrottled(user));
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
        page().map(call -> call.at().minus(fault)),
        pages(),
        drained.map(at -> at.minus(reboot)),
        over.map(at -> at.minus(reboot)),
        new Ours.Mended(undone, mended),
        new Ours.Work(
            life.curve().peak(),
            settled(),
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

  private Optional<Phone.Call> page() {
    return night
        .phone()
        .first(
            call ->
                call.kind().equals("firing")
                    && call.at().compareTo(reboot) < 0
                    && call.isOf("ScheduleNotFiring", Fault.SCHEDULES.get(0)));
  }

  private long pages() {
    return night.phone().calls().stream().filter(call -> call.kind().equals("firing")).count();
  }
}
