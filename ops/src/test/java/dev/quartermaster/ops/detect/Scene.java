package dev.quartermaster.ops.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.ops.cli.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Healthy installations on one server, of one way to people each; all get the same fault. */
final class Scene implements Victim, AutoCloseable {

  /** A watch that is younger does not believe all that it sees. */
  private static final Duration BELIEVES = Duration.ofSeconds(35);

  /** It drops what is done on the table of periods, and leaves the 15 minutes half a minute. */
  private static final String DO_NOTHING =
      """
      DO $$ BEGIN
        PERFORM make_partition('usage_period', CAST(date_trunc('month', qm_now() - interval '1 day') AS date), '');
      END $$;
      CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
      CREATE TRIGGER nothing BEFORE UPDATE ON usage_period FOR EACH ROW EXECUTE FUNCTION nothing();
      INSERT INTO usage_period (account_id, period_start, period_end, allowance_us)
      VALUES (4711, qm_now() - interval '1 day', qm_now() - interval '14 minutes 30 seconds', 1);
      """;

  private final OwnServer server;
  private final List<Installation> all;

  Scene(OwnServer server, Path directory, Collection<Way> ways) {
    this.server = server;
    this.all = ways.parallelStream().map(way -> new Installation(server, directory, way)).toList();
  }

  /** Prometheus beside the one that pages over Alertmanager; empty where one is not there. */
  Optional<RulesWatch> byRules(Path directory) {
    if (!RealPrometheus.isInstalled()) {
      return Optional.empty();
    }
    try {
      Path own = Files.createDirectories(directory.resolve("prometheus"));
      return all.stream()
          .filter(one -> one.receiver() instanceof Duty)
          .map(one -> RulesWatch.start(own, one))
          .findAny();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until all watch. */
  void awaitWatch() {
    await().atMost(Duration.ofMinutes(2)).until(() -> isWatchedFor(Duration.ofSeconds(2)));
  }

  /** Waits until all has gone well for a while, and the next planned minute is so far away. */
  void awaitHealth(Duration before) {
    await()
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () ->
                isBefore(before)
                    && isWatchedFor(BELIEVES)
                    && all.stream().allMatch(one -> one.ran() >= 5));
    assertThat(pages(Instant.EPOCH)).isEmpty();
  }

  /** Whether a planned minute is so far ahead, and not a second less. */
  static boolean isBefore(Duration before) {
    Duration ahead = Duration.between(Instant.now(), nextMinute(Instant.now()));
    return ahead.compareTo(before) <= 0 && ahead.compareTo(before.minusSeconds(1)) > 0;
  }

  private boolean isWatchedFor(Duration length) {
    return all.stream().allMatch(one -> one.isWatchedFor(length));
  }

  /** The next time at which all schedules of each minute fire. */
  static Instant nextMinute(Instant after) {
    return after.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
  }

  /** The first one's. */
  Started node() {
    return all.get(0).node();
  }

  List<Installation> all() {
    return all;
  }

  List<Taken> pages(Instant after) {
    return all.stream().flatMap(one -> one.pages(after).stream()).toList();
  }

  @Override
  public void change(String sql) {
    all.forEach(one -> one.change(sql));
  }

  @Override
  public void freeze() {
    nodes(Started::freeze);
  }

  void goOn() {
    nodes(Started::goOn);
  }

  @Override
  public void kill() {
    nodes(Started::kill);
  }

  private void nodes(Consumer<Started> what) {
    all.forEach(one -> what.accept(one.node()));
  }

  @Override
  public void fillWorkers() {
    change("INSERT INTO filling DEFAULT VALUES");
  }

  @Override
  public void hang() {
    all.forEach(Installation::reportHangs);
  }

  @Override
  public void idle() {
    change(DO_NOTHING);
  }

  @Override
  public OwnServer server() {
    return server;
  }

  /** What its processes said, for a test that fails. */
  String said() {
    return all.stream().map(Installation::said).collect(Collectors.joining("\n"));
  }

  @Override
  public void close() {
    all.forEach(Installation::close);
  }
}
