/**
 * What a schedule can run besides the jobs that are compiled in: a statement, a request, a program,
 * a job of the user's own. {@code Jobs} finds a schedule's job; the engine asks it.
 */
@NullMarked
package dev.quartermaster.jobs.kind;

import org.jspecify.annotations.NullMarked;
