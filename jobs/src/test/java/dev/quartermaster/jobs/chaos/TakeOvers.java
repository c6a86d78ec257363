package dev.quartermaster.jobs.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.jobs.chaos.BatchLog.InHand;
import dev.quartermaster.jobs.chaos.Fault.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How long the batches of a node that fell silent waited for another hand. */
final class TakeOvers {

  private static final Duration MOMENT = Duration.ofSeconds(1);

  /** A fault, when it began by the database's clock, and what the node had claimed. */
  private record Event(Fault fault, Instant began, List<InHand> inHand) {}

  /** From the fault until the last of the node's batches was claimed again. */
  private record TakeOver(Event event, Duration took) {
    Instant at() {
      return event.began().plus(took);
    }
  }

  private final Database database;
  private final BatchLog log;
  private final List<Event> events = new ArrayList<>();

  TakeOvers(Database database, BatchLog log) {
    this.database = database;
    this.log = log;
  }

  /** Waits for a moment, so that the node has something in hand that others will have to take. */
  void awaitBatchOf(int node) {
    long began = System.nanoTime();
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                System.nanoTime() - began > MOMENT.toNanos()
                    || !database
                        .transaction(handle -> log.claimedBy(handle, Cluster.name(node)))
                        .isEmpty());
  }

  /** Call at once after a fault began, with the database up. */
  void began(Fault fault) {
    Event event =
        database.transaction(
            handle ->
                new Event(
                    fault,
                    DatabaseClock.now(handle),
                    fault.isOfNode(Cluster.NODES)
                        ? log.claimedBy(handle, Cluster.name(fault.target()))
                        : List.of()));
    events.add(event);
  }

  /** The database was away when it began: it counts as a disturbance only. */
  void beganUnseen(Fault fault) {
    events.add(new Event(fault, Instant.now(), List.of()));
  }

  /** For kills that left a node unharmed, for the other kills, and for silence of other kinds. */
  List<String> lines() {
    List<TakeOver> kills = of(true);
    return List.of(
        line(
            "kill -9, with another node and the database well",
            kills.stream().filter(this::isCalm)),
        line("kill -9, with more wrong than that", kills.stream().filter(t -> !isCalm(t))),
        line("SIGSTOP or a partition, when it came to that", of(false).stream()));
  }

  private List<TakeOver> of(boolean kills) {
    return events.stream()
        .filter(event -> (event.fault().kind() == Kind.KILL) == kills)
        .flatMap(event -> takeOver(event).stream())
        .toList();
  }

  /** Of a process that lives the batches may be done by itself. */
  private Optional<TakeOver> takeOver(Event event) {
    List<Optional<Instant>> again = event.inHand().stream().map(log::claimedAgain).toList();
    if (event.fault().kind() == Kind.KILL) {
      assertThat(again).as("what %s left was taken over", event).allMatch(Optional::isPresent);
    }
    return again.stream()
        .flatMap(Optional::stream)
        .max(Instant::compareTo)
        .map(last -> new TakeOver(event, Duration.between(event.began(), last)));
  }

  /** Whether the database and one node at least had nothing wrong with them all the time. */
  private boolean isCalm(TakeOver takeOver) {
    List<Fault> others =
        events.stream()
            .filter(
                other ->
                    other.began().isBefore(takeOver.at())
                        && ended(other).isAfter(takeOver.event().began()))
            .map(Event::fault)
            .toList();
    long harmed =
        others.stream()
            .filter(f -> f.isOfNode(Cluster.NODES))
            .map(Fault::target)
            .distinct()
            .count();
    return harmed < Cluster.NODES && others.stream().noneMatch(f -> f.kind().isOfDatabase());
  }

  /** A process that was killed is well when its next life works; how soon, the machine decides. */
  private Instant ended(Event event) {
    Instant over = event.began().plus(event.fault().lasting());
    Instant well =
        event.fault().kind() == Kind.KILL
            ? log.joinedAgain(Cluster.name(event.fault().target()), event.began()).orElse(over)
            : over;
    return well.plus(Fault.AFTERWARDS);
  }

  private static String line(String what, Stream<TakeOver> takeOvers) {
    List<Duration> sorted = takeOvers.map(TakeOver::took).sorted().toList();
    if (sorted.isEmpty()) {
      return "take-over after %s: none".formatted(what);
    }
    return "take-over after %s: %d, median %.1f s, max %.1f s"
        .formatted(
            what,
            sorted.size(),
            sorted.get(sorted.size() / 2).toMillis() / 1000.0,
            sorted.get(sorted.size() - 1).toMillis() / 1000.0);
  }
}
