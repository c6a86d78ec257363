package dev.quartermaster.ops.incident;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.db.migration.Migrations;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.ops.token.Tokens;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.period.Backlog;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Our side as it stands before the night: a database, two nodes, a phone, users and reporters. */
final class OurNight implements AutoCloseable {

  private static final int CONNECTIONS = 6;

  /** In the tarpit, but not over the allowance of a period that runs. By primary keys. */
  private static final String WRONGED =
      """
      SELECT count(*) FROM tarpit t
       WHERE until > qm_now()
         AND NOT EXISTS (SELECT FROM usage_period u
                          WHERE u.account_id = t.account_id AND u.period_start = t.period_start
                            AND u.period_end > qm_now() AND u.charged_us > u.allowance_us)
      """;
  private static final int REPORTERS = 2;
  /** Between the last account and the night; more on a machine on which nodes start slowly. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private static final Duration HEALTHY_WITHIN = Duration.ofSeconds(60);

  private final Night night;
  private final Users users;
  private final Timeline timeline;
  private final Database database;
  private final Resets resets;
  private Instant begins = Instant.EPOCH;
  private Duration margin = MARGIN;
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
    Migrations.migrate(database);
    database.run(Fault::prepare);
    this.resets = new Resets(users.size());
    this.tally = new Tally(users, resets);
    this.charged = new Charged(timeline, tally);
    this.phone = new Phone(timeline);
    this.cluster = new Cluster(stage, database.settings(), phone.url());
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
    return Duration.between(database.transaction(DatabaseClock::now), at);
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
    margin = MARGIN.plus(timeline.now().minus(began).dividedBy(4));
    timeline.say(Side.OURS, "two nodes are up: " + String.join(", ", Cluster.NAMES));
    Patience.require(
        HEALTHY_WITHIN,
        () ->
            runs() > 0
                && (night.isShort()
                    || phone.first(call -> call.kind().equals("test")).isPresent()),
        "the nodes did not fire, or no test reached the phone,");
  }

  /** How often cpu-reset has run. */
  long runs() {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    "SELECT count(*) FROM run WHERE schedule = 'cpu-reset' AND outcome = 'succeeded'")
                .mapTo(Long.class)
                .one());
  }

  /** Lays the users, and lets the reporters begin. */
  Life begin() {
    Duration began = timeline.now();
    begins = new LayUsers(database).lay(users, resets, tally, margin);
    timeline.say(
        Side.OURS,
        "%,d accounts, with what they used today: laid in %.1f s"
            .formatted(users.size(), Seconds.of(timeline.now().minus(began))));
    IntStream.range(0, REPORTERS).forEach(this::report);
    Asker asker =
        Asker.start(
            "asker", () -> cluster.address(0), token(Rights.of(Role.READER)), users);
    Curve curve = Curve.start(timeline, "curve", this::look);
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
            new Reporter.Who(
                name, token(Rights.reporting(name)), () -> address(nth)),
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

  private Curve.Seen look() {
    return database.transaction(
        handle ->
            new Curve.Seen(
                Backlog.now(handle).periods(),
                Accounts.countInTarpit(handle),
                handle.createQuery(WRONGED).mapTo(Long.class).one()));
  }

  /** Whether a user is in the tarpit now. */
  boolean isThrottled(User user) {
    return database
        .transaction(handle -> Accounts.find(handle, user.name()))
        .map(AccountView::inTarpit)
        .orElse(false);
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

  @Override
  public void close() {
    reporters.forEach(Reporter::close);
    for (AutoCloseable one : busy) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException("while ending the night: " + e.getMessage(), e);
      }
    }
    phone.close();
  }
}
