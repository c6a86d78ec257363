/**
 * When is it planned: a pure value with one question, {@link Timetable#next}. The trigger, the
 * monitor, catch-up and preview all ask it, so that they cannot differ. Calendars take times away
 * ({@link Except}); {@link Timetables} reads one back from its one line of text.
 */
@NullMarked
package dev.quartermaster.alerts.timetable;

import org.jspecify.annotations.NullMarked;
