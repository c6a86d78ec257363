package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.timetable.Timetable;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proves the channels by a timetable, and a new one at once: a marked test goes through each, and
 * what comes of it is on the channel's record. One of all who call it does it.
 */
public final class SelfTest {

  private static final Logger LOG = LoggerFactory.getLogger(SelfTest.class);

  /** One that did not take its test is tried again after this: before it counts as broken. */
  static final Duration AGAIN = Duration.ofMinutes(5);

  /**
   * What it goes by.
   *
   * @param who has the test sent
   * @param when each channel is to be proved
   */
  public record Settings(String region, String who, Timetable when) {}

  private SelfTest() {}

  /** Proves those channels that are due. */
  public static List<Proof> prove(
      Database database, Collection<Channel> channels, Settings settings) {
    List<Proof> proofs = new ArrayList<>();
    // After a week without any node they were forgotten.
    database.run(
        handle -> ChannelRecords.configured(handle, channels.stream().map(Channel::name).toList()));
    for (Channel channel : channels) {
      Optional<Instant> now =
          database.transaction(handle -> take(handle, channel.name(), settings.when()));
      if (now.isPresent()) {
        Proof proof = Proof.of(channel, now.get(), settings.region(), settings.who());
        database.run(proof::record);
        proof
            .error()
            .ifPresent(why -> LOG.warn("{} did not take its test: {}", channel.name(), why));
        proofs.add(proof);
      }
    }
    return proofs;
  }

  /** Takes the test upon itself, if it is due; the row is held meanwhile. */
  private static Optional<Instant> take(Handle handle, String channel, Timetable when) {
    Instant now = DatabaseClock.now(handle);
    return handle
        .createQuery(
            """
            SELECT tested_at, coalesce(proved_at >= tested_at, false) AS is_proved FROM channel
             WHERE name = :name FOR UPDATE SKIP LOCKED
            """)
        .bind("name", channel)
        .map(
            (row, context) ->
                isDue(
                    Optional.ofNullable(row.getObject("tested_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                    row.getBoolean("is_proved"),
                    when,
                    now))
        .findOne()
        .filter(due -> due)
        .map(
            due -> {
              handle.execute("UPDATE channel SET tested_at = qm_now() WHERE name = ?", channel);
              return now;
            });
  }

  /**
   * Pure.
   *
   * @param tested when the last test was begun
   * @param isProved whether that one was taken
   */
  static boolean isDue(Optional<Instant> tested, boolean isProved, Timetable when, Instant now) {
    return tested
        .map(at -> !when.next(at).isAfter(now) || (!isProved && !at.plus(AGAIN).isAfter(now)))
        .orElse(true);
  }
}
