/**
 * What is to be told, written with the change of the alert it tells of, and sent from there: at
 * least once, in order, whatever dies in between (I7).
 */
@NullMarked
package dev.quartermaster.alerts.outbox;

import org.jspecify.annotations.NullMarked;
