/**
 * Posts each warning to the platform, which mails its users: at least once, in the feed's order, by
 * one node at a time. {@link QuotaWebhook} is the way in; the daemon starts it when it is
 * configured. Invariant: the place in the feed moves on only past what the receiver has accepted,
 * or what was given up aloud; and no transaction is open while it is asked.
 */
@NullMarked
package dev.quartermaster.ops.webhook;

import org.jspecify.annotations.NullMarked;
