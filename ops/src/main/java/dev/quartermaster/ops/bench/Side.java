package dev.quartermaster.ops.bench;

/** One way of doing the work, as often as it is measured: laid, measured, verified, cleared. */
sealed interface Side permits JobSide, StatementSide, LoopSide, DbSchedulerSide, QuartzSide {

  /** Which one. */
  Way way();

  /** Lays the data of one round. */
  void lay();

  /** Does the work; only this is measured. */
  Measured measure();

  /**
   * Asks the database whether the work was done.
   *
   * @throws NotVerified when not
   */
  void verify();

  /** Takes the data away, so that no clearing up after it falls into the next part. */
  void clear();
}
