/**
 * The watchdog: asks every source what is wrong, and keeps the alerts to it. Every node runs one,
 * and one at a time decides.
 */
@NullMarked
package dev.quartermaster.alerts.watchdog;

import org.jspecify.annotations.NullMarked;
