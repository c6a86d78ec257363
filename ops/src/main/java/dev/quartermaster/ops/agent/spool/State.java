package dev.quartermaster.ops.agent.spool;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.quartermaster.ops.agent.meter.Readings;
import java.util.List;
import java.util.Set;

/**
 * What the agent knows, in one file that is replaced in one step: that step is the commit.
 *
 * @param sequence of the newest report; no later one was ever sent
 * @param gone reports that this step has put out of force: folded into the newest, or dropped
 * @param gaps losses that no report has told yet
 * @param readings where every counter stood when it was last counted
 */
record State(
    @JsonProperty("sequence") long sequence,
    @JsonProperty("gone") Set<Long> gone,
    @JsonProperty("gaps") List<Gap> gaps,
    @JsonProperty("readings") Readings readings) {

  State {
    gone = Set.copyOf(gone);
    gaps = List.copyOf(gaps);
  }
}
