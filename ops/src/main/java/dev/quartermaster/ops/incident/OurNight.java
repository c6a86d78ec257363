package dev.quartermaster.ops.incident;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.migration.Migrations;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.ops.token.Tokens;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Our side as it stands before the night: a database, two nodes, a phone, users and reporters. */
final class OurNight implements AutoCloseable {

  private static final int CONNECTIONS = 6;
  private static final int REPORTERS = 2;

  private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(60);

  private final Night night;
  private final Users users;
  private final Timeline timeline;
  private final Database database;
  private final OurLook look;
  private final Resets resets;
  private Instant begins = Instant.EPOCH;
  private Pace.Speed speed = Pace.Speed.after(Duration.ZERO);
  private final Tally tally;
  private final Charged charged;
  private final Phone phone;
  private final Cluster cluster;
  private final List<AutoCloseable> busy = new ArrayList<>();
  private final List<Reporter> reporters = new ArrayList<>();

  /** A migrated database, and nodes that begin to start. */
  OurNight(Stage stage, Night night, Users users, Timeline timeline) {
    this.night = night;
    this.users = users;
    this.timeline = timeline;
    this.database = stage.fresh("ours", "quartermaster", CONNECTIONS);
    this.look = new OurLook(database);
    Migrations.migrate(database);
    database.run(Fault::prepare);
    this.resets = new Resets(users.size());
    this.tally = new Tally(users, resets);
    this.charged = new Charged(timeline, tally);
    this.phone = new Phone(timeline);
    this.cluster = new Cluster(stage, database.settings(), phone.url());
  }

  OurLook look() {
    return look;
  }

  Database database() {
    return database;
  }

  /** When the first reset of the night could come. */
  Instant begins() {
    return begins;
  }

  /** From now on; negative when it has come. */
  Duration until(Instant at) {
    return Duration.between(look.now(), at);
  }

  Phone phone() {
    return phone;
  }

  Cluster cluster() {
    return cluster;
  }

  Charged charged() {
    return charged;
  }

  Resets resets() {
    return resets;
  }

  Tally tally() {
    return tally;
  }

  /** Starts the nodes; they are well when this returns. */
  void startNodes() {
    Duration began = timeline.now();
    cluster.start();
    cluster.awaitReady();
    speed = Pace.Speed.after(timeline.now().minus(began));
    timeline.say(Side.OURS, "two nodes are up: " + String.join(", ", Cluster.NAMES));
    Patience.require(
        HEALTHY_WITHIN,
        () -> look.runs() > 0 && (night.isShort() || phone.isTested()),
        "the nodes did not fire, or no test reached the phone,");
  }

  /** Lays the users, and lets the reporters begin. */
  Life begin() {
    Duration began = timeline.now();
    begins = new LayUsers(database).lay(users, resets, tally, speed);
    timeline.say(
        Side.OURS,
        "%,d accounts, with what they used today: laid in %.1f s"
            .formatted(users.size(), Seconds.of(timeline.now().minus(began))));
    IntStream.range(0, REPORTERS).forEach(this::report);
    Asker asker =
        Asker.start("asker", () -> cluster.address(0), token(Rights.of(Role.READER)), users);
    Curve curve = Curve.start(timeline, "curve", look::seen);
    busy.add(asker);
    busy.add(curve);
    return new Life(asker, curve);
  }

  /** Who looks. */
  record Life(Asker asker, Curve curve) {}

  private void report(int nth) {
    String name = "host-" + (nth + 1);
    Reporter reporter =
        Reporter.start(
            new Reporter.Who(name, token(Rights.reporting(name)), () -> address(nth)),
            users,
            charged);
    reporters.add(reporter);
  }

  private URI address(int nth) {
    return cluster.address(nth);
  }

  /** Records a second. */
  static int rate() {
    return REPORTERS * Reporter.perSecond() * Batch.RECORDS;
  }

  private String token(Rights rights) {
    return database
        .transaction(handle -> Tokens.create(handle, rights, "incident", "the night"))
        .reveal();
  }

  /** Ends the reporters when all they saw is taken. */
  void endReporting() {
    reporters.forEach(Reporter::close);
    charged
        .failure()
        .ifPresent(
            failure -> {
              throw new IllegalStateException("a reporter broke", failure);
            });
    if (!reporters.stream().allMatch(Reporter::isDone)) {
      throw new NotShown("reports are left that no node takes: the recount would be wrong");
    }
  }

  Night night() {
    return night;
  }

  /** All of it, also when some of it fails to end. */
  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>(reporters);
    all.addAll(busy);
    all.add(phone);
    List<Exception> failed = new ArrayList<>();
    for (AutoCloseable one : all) {
      try {
        one.close();
      } catch (Exception e) {
        failed.add(e);
      }
    }
    failed.stream()
        .reduce(
            (first, next) -> {
              first.addSuppressed(next);
              return first;
            })
        .ifPresent(
            first -> {
              throw new IllegalStateException(
                  "while ending the night: " + first.getMessage(), first);
            });
  }
}
