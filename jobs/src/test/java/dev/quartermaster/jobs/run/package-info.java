/** Tests of runs and of who follows them. */
@NullMarked
package dev.quartermaster.jobs.run;

import org.jspecify.annotations.NullMarked;
