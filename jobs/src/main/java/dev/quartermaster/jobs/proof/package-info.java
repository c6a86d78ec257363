/**
 * What must hold of runs and batches (I5, I6), proved from the database alone. For {@code doctor
 * --invariants} and for tests; reads only.
 */
@NullMarked
package dev.quartermaster.jobs.proof;

import org.jspecify.annotations.NullMarked;
