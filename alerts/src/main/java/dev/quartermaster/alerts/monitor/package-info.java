/**
 * What is expected of a schedule, or of a job that runs elsewhere, and whether it came. Decided in
 * pure functions without clock or database; expected times are written ahead, and each check-in
 * moves them.
 */
@NullMarked
package dev.quartermaster.alerts.monitor;

import org.jspecify.annotations.NullMarked;
