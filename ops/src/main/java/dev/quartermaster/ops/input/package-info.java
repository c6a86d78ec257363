/**
 * The files that people import, read as streams: CSV of accounts and of usage, and workload logs.
 * Readers check and parse; they know no database. Whatever the file holds, a reader keeps no more
 * than one line of at most 64 KiB.
 */
@NullMarked
package dev.quartermaster.ops.input;

import org.jspecify.annotations.NullMarked;
