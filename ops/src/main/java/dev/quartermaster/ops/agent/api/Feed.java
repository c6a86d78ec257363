package dev.quartermaster.ops.agent.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * News of the tarpit.
 *
 * @param cursor where the next news begin
 * @param now the server's clock
 */
public record Feed(
    @JsonProperty("cursor") String cursor,
    @JsonProperty("now") Instant now,
    @JsonProperty("changes") List<Change> changes) {

  /**
   * Somebody who is in, or who has left.
   *
   * @param tenfold has used ten times the allowance
   * @param until when it ends if nothing is heard before; null when nobody knows
   */
  public record Change(
      @JsonProperty("username") String username,
      @JsonProperty("in_tarpit") boolean isIn,
      @JsonProperty("tenfold") boolean tenfold,
      @JsonProperty("until") @Nullable Instant until) {}

  public Feed {
    if (cursor == null || now == null || changes == null) {
      throw new IllegalArgumentException(
          "the tarpit's feed lacks its cursor, its clock or its changes");
    }
    changes = List.copyOf(changes);
  }
}
