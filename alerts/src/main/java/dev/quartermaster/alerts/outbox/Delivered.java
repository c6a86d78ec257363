package dev.quartermaster.alerts.outbox;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of a page on one channel.
 *
 * @param kind what it told: firing, acknowledged or resolved
 * @param state queued, sending, accepted, confirmed, dead or expired
 * @param settledAt empty while it is still tried
 * @param error of the last attempt that failed
 */
public record Delivered(
    String channel,
    String kind,
    String state,
    int attempts,
    Optional<Instant> settledAt,
    Optional<String> error) {}
