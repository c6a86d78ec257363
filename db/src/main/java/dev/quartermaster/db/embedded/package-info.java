/**
 * A real PostgreSQL in a directory, for machines that have none: unpacked, initialised, started
 * when the first process joins, stopped when the last one leaves. Whoever needs a database without
 * being given one calls {@link dev.quartermaster.db.embedded.EmbeddedPostgres#join}. It holds that
 * one directory never has two servers and that a committed row outlives the kill of any process.
 */
@NullMarked
package dev.quartermaster.db.embedded;

import org.jspecify.annotations.NullMarked;
