package dev.quartermaster.ops.incident;

import dev.quartermaster.db.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The same night by the old way: nobody watches, the next reset stands in the account's row, and in
 * the morning a job goes from row to row.
 */
final class OldStory {

  private static final int CONNECTIONS = 16;
  private static final Duration AFTERMATH = Duration.ofSeconds(2);

  private final Night night;
  private final Users users;
  private final Timeline timeline;
  private final User user;
  private final Database database;
  private final Instant begins;
  private final OldJob.State state = new OldJob.State();
  private final List<Sample> samples = new ArrayList<>();
  private Duration fault = Duration.ZERO;
  private Duration reboot = Duration.ZERO;

  /** In a database of its own; the night begins a little later than ours. */
  OldStory(Stage stage, OurNight ours, Users users, Timeline timeline) {
    this.night = ours.night();
    this.users = users;
    this.timeline = timeline;
    this.user = users.heavy(night);
    this.database = stage.fresh("old", "public", CONNECTIONS);
    this.begins = ours.begins().plus(night.lag());
  }

  /** To the morning after, as far as it is watched. */
  @SuppressWarnings("try") // Quartz is only held.
  Old live() {
    OldTables.make(database);
    OldTables.lay(database, users, begins);
    try (OldSite site = OldSite.open(database, users);
        Asker asker = Asker.start("old-asker", site::url, "none", users);
        Curve curve = Curve.start(timeline, "old-curve", () -> OldTables.look(database))) {
      try (OldQuartz quartz = OldQuartz.start(database, state)) {
        sleep(site, asker);
      }
      return morning(site, asker, curve);
    }
  }

  private void sleep(OldSite site, Asker asker) {
    Patience.pass(until(begins.minus(OurStory.BEFORE)));
    sample("before", site, asker);
    database.transaction(handle -> Fault.strike(handle, /* held= */ true));
    fault = timeline.say(Side.OLD, "the same fault; nobody watches, nobody is told");
    Patience.pass(until(user.reset(begins).plus(AFTERMATH)));
    sample("in the night", site, asker);
    Patience.pass(until(begins.plus(night.length())));
  }

  @SuppressWarnings("try") // Quartz is only held.
  private Old morning(OldSite site, Asker asker, Curve curve) {
    // What holds the fault goes; Quartz itself gives the trigger back when it starts.
    database.run(handle -> handle.execute("DELETE FROM incident.held"));
    long before = state.done();
    reboot = timeline.now();
    timeline.say(
        Side.OLD,
        "the next day: %,d accounts are overdue; somebody reboots"
            .formatted(OldTables.look(database).overdue()));
    try (OldQuartz quartz = OldQuartz.start(database, state)) {
      sample("after the reboot", site, asker);
      Patience.until(Night.OLD_MORNING, () -> curve.drained(reboot).isPresent());
      sample("in the morning", site, asker);
      state.stop();
    }
    return figures(asker, curve, state.done() - before);
  }

  private Old figures(Asker asker, Curve curve, long done) {
    Optional<Duration> drained = curve.drained(reboot).map(at -> at.minus(reboot));
    Duration watched = drained.orElseGet(() -> timeline.now().minus(reboot));
    double rate = done / Math.max(0.001, Seconds.exact(watched));
    long left = OldTables.look(database).overdue();
    Optional<Duration> expected =
        rate > 0
            ? Optional.of(watched.plusMillis(Math.round(left / rate * 1_000)))
            : Optional.empty();
    timeline.say(
        Side.OLD,
        drained.isPresent()
            ? "nothing is overdue, %.1f s after the reboot: %,.0f rows/s"
                .formatted(Seconds.of(watched), rate)
            : "%,d of them are reset after %.0f s, %,d are left: %,.0f rows/s"
                .formatted(done, Seconds.of(watched), left, rate));
    return new Old(
        curve.peak(),
        rate,
        drained.isPresent() ? drained : expected,
        drained.isPresent(),
        new Ours.Answers(asker.asked(), asker.past()),
        curve.wronged(),
        curve.points());
  }

  private Duration until(Instant at) {
    return Duration.between(
        database
            .transaction(
                handle ->
                    handle
                        .createQuery("SELECT clock_timestamp()")
                        .mapTo(OffsetDateTime.class)
                        .one())
            .toInstant(),
        at);
  }

  private void sample(String step, OldSite site, Asker asker) {
    Sample sample =
        new Sample(Side.OLD, step, timeline.now(), asker.ask(user), site.isThrottled(user));
    samples.add(sample);
    timeline.say(Side.OLD, "%s is told: %s".formatted(user.name(), sample.says()));
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
}
