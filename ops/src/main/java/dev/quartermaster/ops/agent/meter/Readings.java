package dev.quartermaster.ops.agent.meter;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.Set;

/**
 * Where every counter stood when it was last counted. Kept on disk, in the same step as the report
 * of what was counted.
 */
public record Readings(
    @JsonProperty("boot") String boot,
    @JsonProperty("meters") Set<String> meters,
    @JsonProperty("counters") Map<String, Last> counters) {

  public static final Readings NONE = new Readings("", Set.of(), Map.of());

  /**
   * A counter's last reading.
   *
   * @param unseen how many readings ago it was there
   */
  public record Last(
      @JsonProperty("identity") String identity,
      @JsonProperty("micros") long micros,
      @JsonProperty("unseen") int unseen) {

    /** What a counter stands at that was there at the first reading and could not be read. */
    static final long UNREAD = -1;
  }

  public Readings {
    meters = Set.copyOf(meters);
    counters = Map.copyOf(counters);
  }
}
