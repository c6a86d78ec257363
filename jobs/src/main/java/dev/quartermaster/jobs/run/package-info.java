/** Our own record of each (schedule, planned time): at most one run each (I6), and how it ended. */
@NullMarked
package dev.quartermaster.jobs.run;

import org.jspecify.annotations.NullMarked;
