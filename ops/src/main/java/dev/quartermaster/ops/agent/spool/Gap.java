package dev.quartermaster.ops.agent.spool;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;

/** A time of which use was lost, and why. */
public record Gap(
    @JsonProperty("from") Instant from,
    @JsonProperty("until") Instant until,
    @JsonProperty("reason") String reason) {

  /** The time that a lost report covers. */
  static Gap of(Report lost, String reason) {
    List<Instant> times = lost.records().stream().map(Use::at).sorted().toList();
    Instant from = times.isEmpty() ? Instant.EPOCH : times.get(0);
    return new Gap(from, times.isEmpty() ? from : times.get(times.size() - 1), reason);
  }

  /** One gap of the same reason instead of two, for a long outage has many. */
  Gap with(Gap other) {
    return new Gap(
        from.isBefore(other.from) ? from : other.from,
        until.isAfter(other.until) ? until : other.until,
        reason);
  }
}
