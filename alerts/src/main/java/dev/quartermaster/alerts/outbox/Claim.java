package dev.quartermaster.alerts.outbox;

import java.time.Instant;

/**
 * A delivery that this sender alone may send for as long as the lease lasts.
 *
 * @param attempt of this delivery, 1 at first: by it the claim is told from a later one
 * @param page as JSON
 * @param at since when, by the database's clock
 */
record Claim(long id, int attempt, String channel, String page, Instant at) {}
