/**
 * Runs cut into bounded batches that many hands work on at once; each batch is one transaction
 * (I5).
 */
@NullMarked
package dev.quartermaster.jobs.batch;

import org.jspecify.annotations.NullMarked;
