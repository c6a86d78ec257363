/**
 * When is it planned: a pure value with one question, {@link Timetable#next}. The trigger, the
 * monitor, catch-up and preview all ask it, so that they cannot differ.
 */
@NullMarked
package dev.quartermaster.alerts.timetable;

import org.jspecify.annotations.NullMarked;
