/** The jobs that are compiled in. A new one is a class here and a line in BuiltInJobs. */
@NullMarked
package dev.quartermaster.jobs.builtin;

import org.jspecify.annotations.NullMarked;
