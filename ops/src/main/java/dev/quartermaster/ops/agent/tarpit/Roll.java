package dev.quartermaster.ops.agent.tarpit;

import dev.quartermaster.ops.agent.api.Feed;
import dev.quartermaster.ops.agent.api.Feed.Change;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Who is in the tarpit, as far as this host has heard. Everyone leaves it at the time that the
 * server named, counted from the server's own clock by the monotonic one, also when no message
 * comes.
 */
final class Roll {

  private final Map<String, Member> members = new HashMap<>();
  private boolean isKnown;

  /** Everyone who is in. */
  void replace(Feed everyone, long nanos) {
    members.clear();
    change(everyone, nanos);
    isKnown = true;
  }

  /** What is new. */
  void change(Feed news, long nanos) {
    for (Change change : news.changes()) {
      String key = Member.key(change.username());
      if (change.isIn()) {
        OptionalLong liftAt =
            change.until() == null
                ? OptionalLong.empty()
                : OptionalLong.of(nanos + Duration.between(news.now(), change.until()).toNanos());
        members.put(key, new Member(change.username(), change.tenfold(), liftAt));
      } else {
        members.remove(key);
      }
    }
  }

  /** What was known at the last stop. */
  void restore(Map<String, Member> known) {
    members.putAll(known);
    isKnown = true;
  }

  /** Whether anything was ever heard: before that nobody is lifted. */
  boolean isKnown() {
    return isKnown;
  }

  /** Who is in now. */
  Map<String, Member> in(long nanos) {
    members.values().removeIf(member -> member.isDue(nanos));
    return Map.copyOf(members);
  }

  /** When the next one is lifted. */
  OptionalLong nextLift() {
    return members.values().stream()
        .flatMapToLong(member -> member.liftAt().stream())
        .reduce((one, two) -> one - two < 0 ? one : two);
  }
}
