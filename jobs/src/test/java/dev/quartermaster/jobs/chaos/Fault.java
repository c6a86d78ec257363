package dev.quartermaster.jobs.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Something that goes wrong for a while.
 *
 * @param at after the beginning
 * @param target which node or link; 0 for the database
 */
record Fault(Kind kind, int target, Duration at, Duration lasting) {

  enum Kind {
    /** kill -9; started again when it is over. */
    KILL,
    /** SIGSTOP, then SIGCONT. */
    FREEZE,
    /** No byte passes between it and the database, and nobody is told. */
    STALL,
    /** Its connections are reset, and it gets no new ones. */
    CUT,
    /** Every connection is closed; what was not committed is rolled back. */
    DATABASE_FAST,
    /** As a crash: it recovers when it starts again. */
    DATABASE_IMMEDIATE;

    boolean isOfDatabase() {
      return this == DATABASE_FAST || this == DATABASE_IMMEDIATE;
    }
  }

  /** Kills come often, because it is they whose take-over is measured. */
  private static final List<Kind> CHOICE =
      List.of(
          Kind.KILL,
          Kind.KILL,
          Kind.KILL,
          Kind.KILL,
          Kind.FREEZE,
          Kind.FREEZE,
          Kind.STALL,
          Kind.CUT,
          Kind.DATABASE_FAST,
          Kind.DATABASE_IMMEDIATE);

  /** A process that was started needs this long until it works. */
  static final Duration AFTERWARDS = Duration.ofSeconds(5);

  /** After some kills, so that their take-over is seen undisturbed. */
  private static final Duration QUIET = Duration.ofSeconds(12);

  Duration until() {
    return at.plus(lasting);
  }

  /**
   * All that goes wrong within a time: the same for the same seed. Nodes and links have one fault
   * at a time each, and the database too; each fault ends. It begins with a kill. Mostly one node
   * at least is well.
   *
   * @param nodes links beyond them have only faults of links
   */
  static List<Fault> plan(long seed, Duration length, int nodes, int links) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Fault> plan = new ArrayList<>();
    Duration at = between(random, 2, 4);
    while (at.compareTo(length) < 0) {
      Fault fault =
          plan.isEmpty() ? new Fault(Kind.KILL, 0, at, QUIET) : any(random, at, nodes, links);
      boolean allAtOnce = random.nextInt(8) == 0;
      List<Fault> now = plan.stream().filter(other -> other.lastsBeyond(fault.at())).toList();
      if (now.stream().noneMatch(fault::isOfSame)
          && (allAtOnce || !fault.isOfNode(nodes) || harmed(now, nodes) < nodes - 1)) {
        plan.add(fault);
        boolean isWatched = plan.size() == 1 || (kind(plan) == Kind.KILL && random.nextInt(4) == 0);
        at = at.plus(isWatched ? QUIET : between(random, 2, 7));
      } else {
        at = at.plusMillis(100);
      }
    }
    return plan;
  }

  private static Kind kind(List<Fault> plan) {
    return plan.get(plan.size() - 1).kind();
  }

  private static Fault any(SplittableRandom random, Duration at, int nodes, int links) {
    Kind kind = CHOICE.get(random.nextInt(CHOICE.size()));
    return switch (kind) {
      case KILL -> new Fault(kind, random.nextInt(nodes), at, between(random, 1, 12));
      case FREEZE -> new Fault(kind, random.nextInt(nodes), at, between(random, 3, 20));
      case STALL, CUT -> new Fault(kind, random.nextInt(links), at, between(random, 3, 20));
      case DATABASE_FAST, DATABASE_IMMEDIATE -> new Fault(kind, 0, at, between(random, 0, 5));
    };
  }

  /** What it befell needs a moment to be itself again; the database's users need a longer one. */
  private boolean lastsBeyond(Duration time) {
    Duration afterwards = kind.isOfDatabase() ? AFTERWARDS.multipliedBy(2) : AFTERWARDS;
    return until().plus(afterwards).compareTo(time) > 0;
  }

  private boolean isOfSame(Fault other) {
    return kind.isOfDatabase() == other.kind.isOfDatabase() && target == other.target;
  }

  boolean isOfNode(int nodes) {
    return !kind.isOfDatabase() && target < nodes;
  }

  private static long harmed(List<Fault> faults, int nodes) {
    return faults.stream().filter(f -> f.isOfNode(nodes)).map(Fault::target).distinct().count();
  }

  private static Duration between(SplittableRandom random, int least, int most) {
    return Duration.ofMillis(random.nextLong(least * 1_000L, most * 1_000L));
  }

  @Override
  public String toString() {
    return "%5.1f s: %s%s for %.1f s"
        .formatted(
            at.toMillis() / 1000.0,
            kind,
            kind.isOfDatabase() ? "" : " " + target,
            lasting.toMillis() / 1000.0);
  }
}
