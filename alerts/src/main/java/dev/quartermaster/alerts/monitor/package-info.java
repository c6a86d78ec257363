/**
 * What is expected of a schedule, and whether it came: decided in pure functions, without clock or
 * database.
 */
@NullMarked
package dev.quartermaster.alerts.monitor;

import org.jspecify.annotations.NullMarked;
