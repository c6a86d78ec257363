/** Tests of the pace, most of them against a simulated database. */
@NullMarked
package dev.quartermaster.jobs.pace;

import org.jspecify.annotations.NullMarked;
