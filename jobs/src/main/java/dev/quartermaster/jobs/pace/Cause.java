package dev.quartermaster.jobs.pace;

import dev.quartermaster.jobs.pace.Pacing.Settings;

/**
 * What slows a run down, the gravest first. Each has a level: it begins above 1, and ends only some
 * way below, so that a figure near its limit does not flap.
 */
enum Cause {
  STANDBY_FAR_BEHIND(Cause.HOLDS, 0.5),
  VACUUM(Cause.HOLDS, 0.5),
  LOCK_WAITS(Cause.HOLDS, 0.5),
  ARCHIVE_BEHIND(Cause.HOLDS, 0.5),
  SOMEBODY_WAITS(2, 0.5),
  STANDBY_BEHIND(1, 0.5),
  SLOWER_THAN_USUAL(1, 0.75),
  POOL_EXHAUSTED(1, 0.5),
  CONNECTIONS_SCARCE(1, 0.9);

  private static final int HOLDS = 0;

  private final int rest;
  private final double endsAt;

  Cause(int rest, double endsAt) {
    this.rest = rest;
    this.endsAt = endsAt;
  }

  boolean isThere(boolean before, Situation now, Settings settings) {
    double level = Levels.of(this, now, settings);
    return level > 1 || (before && level > endsAt);
  }

  boolean holds() {
    return rest == HOLDS;
  }

  /** The rest after a batch, as a multiple of what a batch takes. */
  int rest() {
    return rest;
  }
}
