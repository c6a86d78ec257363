package dev.quartermaster.alerts.channel;

/** What the look-alike of PagerDuty does with requests. */
public enum PagerDutyManner {
  WELL,
  /** 429, and an event that was not taken. */
  RATE_LIMITED,
  /** 500, not taken. */
  BROKEN,
  /** 400 for whatever comes. */
  REFUSING,
  /** No answer, not taken. */
  HANGING,
  /** An answer without an end, not taken. */
  DRIBBLING,
  /** Taken, and the connection is gone before the answer. */
  DROPPING_ANSWERS,
  /** Says that it has taken it, and has not. */
  LYING
}
