/**
 * Alerts: what is wrong, from the first sign until it is over. The life cycle is pure; the record
 * of it is in the database, one open alert a cause (I7).
 */
@NullMarked
package dev.quartermaster.alerts.alert;

import org.jspecify.annotations.NullMarked;
