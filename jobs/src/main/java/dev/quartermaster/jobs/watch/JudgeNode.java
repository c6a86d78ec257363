package dev.quartermaster.jobs.watch;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.alert.Details;
import dev.quartermaster.alerts.alert.Sign;
import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.jobs.node.Generation;
import dev.quartermaster.jobs.node.NodeView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Judges a node by itself. Pure.
 *
 * @param newest configuration that was published; empty before the first
 * @param maxSkew of clocks, at which a node refuses to start
 */
record JudgeNode(Instant now, Optional<Generation> newest, Duration maxSkew) {

  /**
   * Three beats and the time that the others take to bury it: one that was only frozen for five
   * seconds is back by then.
   */
  static final Duration SILENT = Duration.ofSeconds(9);

  /** A node that died longer ago was perhaps never meant to come back; its watch neither. */
  private static final Duration MOURNED = Duration.ofHours(24);

  /** A new configuration reaches the nodes one after the other. */
  private static final Duration ROLLED_OUT = Duration.ofMinutes(10);

  /** From the heartbeat that tells it to fire, to the one that tells it does. */
  private static final Duration BEGINS = Duration.ofSeconds(10);

  private static final Duration BUSY = Duration.ofMinutes(2);

  private static final Duration STARVED = Duration.ofSeconds(15);

  List<Condition> judge(NodeView node) {
    if (isDown(node)) {
      return isMourned(node) ? List.of(down(node)) : List.of();
    } else if (!node.isAlive()) {
      return List.of();
    }
    return Stream.of(
            clock(node), invalid(node), old(node), standby(node), busy(node), starved(node))
        .flatMap(Optional::stream)
        .toList();
  }

  /** Whether it went silent; one that left did not. */
  static boolean isDown(NodeView node) {
    return !node.isAlive() && !node.state().equals("left") && node.silence().compareTo(SILENT) > 0;
  }

  /** Nobody has found it dead yet, or it is not long ago. */
  private static boolean isMourned(NodeView node) {
    return node.state().equals("late") || node.silence().compareTo(MOURNED) <= 0;
  }

  private static Condition down(NodeView node) {
    return new Told(
            "node %s is silent for %s; it did not say that it leaves"
                .formatted(node.name(), Spans.words(node.silence())),
            about(node)
                .with("silent for", node.silence())
                .with("batches in hand", node.claimed())
                .with("others have buried it", node.state().equals("dead") ? "yes" : "no"))
        .ofNode(Sign.critical("NodeDown", node.heartbeatAt()), node.name());
  }

  private Optional<Condition> clock(NodeView node) {
    return node.condition()
        .clockAhead()
        .filter(ahead -> ahead.abs().compareTo(maxSkew.dividedBy(2)) > 0)
        .map(ahead -> clock(node, ahead));
  }

  private Condition clock(NodeView node, Duration ahead) {
    boolean isTooMuch = ahead.abs().compareTo(maxSkew) >= 0;
    Sign sign = isTooMuch ? Sign.critical("ClocksApart", now) : Sign.warning("ClocksApart", now);
    return new Told(
            "the clock of node %s is %.1f s %s the database's"
                .formatted(
                    node.name(),
                    ahead.abs().toMillis() / 1000.0,
                    ahead.isNegative() ? "behind" : "ahead of"),
            about(node)
                .with("ahead by", "%.3f s".formatted(ahead.toMillis() / 1000.0))
                .with("node.max-clock-skew", maxSkew)
                .with("mend", "let both follow a time server"))
        .ofNode(sign, node.name());
  }

  private Optional<Condition> invalid(NodeView node) {
    return node.condition()
        .configurationError()
        .map(
            error ->
                new Told(
                        "the configuration file of node %s is invalid, the one before is in force: %s"
                            .formatted(node.name(), error.lines().findFirst().orElse("")),
                        about(node).with("error", error))
                    .ofNode(Sign.warning("ConfigurationInvalid", now), node.name()));
  }

  private Optional<Condition> old(NodeView node) {
    return newest
        .filter(
            generation ->
                node.condition().generation().filter(own -> own < generation.number()).isPresent())
        .map(
            generation ->
                new Told(
                        "node %s has an older configuration than was published by %s: it declares nothing until it has the same"
                            .formatted(node.name(), generation.publishedBy()),
                        about(node)
                            .with("published at", generation.publishedAt())
                            .with("published by", generation.publishedBy()))
                    .ofNode(
                        Sign.warning("ConfigurationOld", generation.publishedAt())
                            .holding(ROLLED_OUT),
                        node.name()));
  }

  private Optional<Condition> standby(NodeView node) {
    boolean isIdle =
        !node.isDrained() && node.condition().feeling().firing().equals(Optional.of(false));
    return isIdle
        ? Optional.of(
            new Told(
                    "node %s is up, but its scheduler is in standby: it fires nothing"
                        .formatted(node.name()),
                    about(node).with("mend", "restart the node"))
                .ofNode(Sign.critical("QuartzStandby", now).holding(BEGINS), node.name()))
        : Optional.empty();
  }

  private Optional<Condition> busy(NodeView node) {
    return longer(node.condition().feeling().workersBusySince(), BUSY)
        .map(
            since ->
                new Told(
                        "all workers of node %s have been busy for %s while a run waits for one"
                            .formatted(node.name(), Spans.words(Duration.between(since, now))),
                        about(node)
                            .with("busy since", since)
                            .with("batches in hand", node.claimed())
                            .with("mend", "raise node.workers, or add a node"))
                    .ofNode(Sign.warning("ThreadsBusy", since), node.name()));
  }

  private Optional<Condition> starved(NodeView node) {
    return longer(node.condition().feeling().poolWaitingSince(), STARVED)
        .map(
            since ->
                new Told(
                        "node %s has waited for database connections for %s: its pool is starved"
                            .formatted(node.name(), Spans.words(Duration.between(since, now))),
                        about(node)
                            .with("waiting since", since)
                            .with("mend", "raise database.pool-size, or lower node.workers"))
                    .ofNode(Sign.critical("PoolStarved", since), node.name()));
  }

  private Optional<Instant> longer(Optional<Instant> since, Duration most) {
    return since.filter(at -> at.isBefore(now.minus(most)));
  }

  private static Details about(NodeView node) {
    return Details.NONE
        .with("last heartbeat", node.heartbeatAt())
        .with("version", node.version())
        .with("started", node.startedAt());
  }
}
