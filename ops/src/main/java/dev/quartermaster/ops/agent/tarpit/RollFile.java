package dev.quartermaster.ops.agent.tarpit;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The roll on disk, so that who is in is lifted in time also after a start at which the API is
 * away.
 */
final class RollFile {

  /**
   * Times are kept as what was left of them: clocks may be set, and the monotonic one begins anew.
   */
  record Kept(
      @JsonProperty("username") String username,
      @JsonProperty("tenfold") boolean tenfold,
      @JsonProperty("left") @Nullable Duration left) {}

  private final Remembered<List<Kept>> file;

  RollFile(Remembered.Place place) {
    this.file = new Remembered<>(place, "tarpit-roll.json", new TypeReference<>() {});
  }

  Optional<Map<String, Member>> read(long nanos) throws IOException {
    return file.read()
        .map(
            all -> {
              Map<String, Member> members = new HashMap<>();
              for (Kept kept : all) {
                OptionalLong liftAt =
                    kept.left() == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(nanos + kept.left().toNanos());
                members.put(
                    Member.key(kept.username()),
                    new Member(kept.username(), kept.tenfold(), liftAt));
              }
              return members;
            });
  }

  void write(Map<String, Member> members, long nanos) throws IOException {
    file.write(members.values().stream().map(member -> kept(member, nanos)).toList());
  }

  private static Kept kept(Member member, long nanos) {
    return new Kept(
        member.username(),
        member.tenfold(),
        member.liftAt().isEmpty() ? null : Duration.ofNanos(member.liftAt().getAsLong() - nanos));
  }
}
