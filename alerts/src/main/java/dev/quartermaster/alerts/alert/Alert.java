package dev.quartermaster.alerts.alert;

import dev.quartermaster.alerts.channel.Severity;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An alert as it stands. A value: {@link Lifecycle} makes the next one of it.
 *
 * @param id 0 before it is on record
 * @param condition as it was last seen; {@code since} is when it began
 * @param flaps how often it came back soon after it was over
 * @param seq of its newest event
 */
public record Alert(
    long id,
    State state,
    Condition condition,
    Seen seen,
    Told told,
    Optional<Acknowledgement> acknowledgement,
    int flaps,
    long seq) {

  /** Where it is between its first sign and its end. */
  public enum State {
    /** Something is wrong, but perhaps it passes: nobody is told. */
    PENDING,
    FIRING,
    /** Somebody has taken it on: nobody else is told. */
    ACKNOWLEDGED,
    RESOLVED;

    /** As it is stored and shown. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /**
   * When its condition was last seen.
   *
   * @param last when it held
   * @param unseenSince since when it cannot be told whether it does
   */
  public record Seen(Instant last, Optional<Instant> unseenSince) {}

  /**
   * Who was told.
   *
   * @param firedAt when it began to fire
   * @param level the channel of its route, from 0, up to which people were told; -1 for nobody yet
   * @param repeatAt when they are told again that it still fires
   * @param escalateAt when the next channel is told too
   * @param keptQuietBy why nobody is told
   */
  public record Told(
      Optional<Instant> firedAt,
      int level,
      Optional<Instant> repeatAt,
      Optional<Instant> escalateAt,
      Optional<String> keptQuietBy) {
    static final Told NOBODY =
        new Told(Optional.empty(), -1, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Who has taken it on, and until when it waits for that person. */
  public record Acknowledgement(String by, Instant until) {}

  /** What it is of. */
  public Cause cause() {
    return condition.cause();
  }

  public Severity severity() {
    return condition.severity();
  }

  Alert withId(long number) {
    return new Alert(number, state, condition, seen, told, acknowledgement, flaps, seq);
  }

  Alert withSeen(Seen seenNow) {
    return new Alert(id, state, condition, seenNow, told, acknowledgement, flaps, seq);
  }

  public boolean isOpen() {
    return state != State.RESOLVED;
  }

  /** Whether somebody was told of it, and so is to be told of its end. */
  boolean wasTold() {
    return told.level() >= 0;
  }
}
