package dev.quartermaster.jobs.quartz;

/** What can be wrong with a schedule's rows in Quartz's tables. */
enum Flaw {
  MISSING,
  /** The job detail is not ours. */
  JOB,
  /** Quartz cannot load it, and while it is due Quartz fires nothing else either. */
  UNREADABLE,
  /** It does something else than is declared. */
  OLD_DEFINITION,
  /** It begins later or ends some day. */
  BOUNDED,
  /** Paused, but not by us. */
  PAUSED,
  ERROR,
  COMPLETE,
  /** Acquired or blocked, but nobody who is alive has it in hand. */
  STUCK,
  /** In a state that Quartz knows nothing of. */
  UNKNOWN_STATE,
  NO_NEXT_TIME,
  /** Due for long, but nobody fires it. */
  FROZEN,
  /** Its next time lies beyond the next planned one. */
  PUT_OFF,
  UNDECLARED;

  /** It may also be a state that passes by itself. */
  boolean mayPass() {
    return this == STUCK || this == FROZEN;
  }

  /** What was declared is other than it was: Quartz lets go of what it has only picked up. */
  boolean isOfTheDeclaration() {
    return switch (this) {
      case JOB, UNREADABLE, OLD_DEFINITION, BOUNDED, UNDECLARED -> true;
      default -> false;
    };
  }
}
