/**
 * How news leaves the house: what is sent, one class for each way, and how the receiver can trust
 * it. A channel sends one {@link dev.quartermaster.alerts.channel.Page} once and says what came of
 * it; who is told, when and how often is decided elsewhere. What it says never holds a secret, nor
 * the address it sent to.
 */
@NullMarked
package dev.quartermaster.alerts.channel;

import org.jspecify.annotations.NullMarked;
