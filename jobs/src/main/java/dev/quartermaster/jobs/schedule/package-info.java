/** What is declared to run, and how: values without behaviour, compiled-in defaults included. */
@NullMarked
package dev.quartermaster.jobs.schedule;

import org.jspecify.annotations.NullMarked;
