/**
 * Brings the lines of people's files into the ledger, in bounded transactions that can be run
 * again.
 */
@NullMarked
package dev.quartermaster.ops.importing;

import org.jspecify.annotations.NullMarked;
