/**
 * What the watchdog notices about schedules, runs, nodes, backlogs and outcomes. Each source reads
 * rows with a few statements for thousands of schedules; a pure judge beside it decides what is
 * wrong. A new check is a source here and a line in {@link dev.quartermaster.jobs.watch.Sources}.
 */
@NullMarked
package dev.quartermaster.jobs.watch;

import org.jspecify.annotations.NullMarked;
