package dev.quartermaster.ops.agent.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the API said to a report. */
public sealed interface Answer {

  /**
   * It is charged, for good.
   *
   * @param duplicates records that it had already
   */
  record Taken(int accepted, int duplicates, List<Rejected> rejected) implements Answer {}

  /** A record that is not charged, and never will be. */
  record Rejected(@JsonProperty("index") int index, @JsonProperty("error") String error) {}

  /**
   * The same again later.
   *
   * @param after how long the API asks to be left alone
   */
  record Later(String why, Optional<Duration> after) implements Answer {}

  /** Nothing will be taken until a person mends something: the token, the address. */
  record Barred(String why) implements Answer {}

  /** This report will never be taken. */
  record Unacceptable(String why) implements Answer {}
}
