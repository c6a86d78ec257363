/**
 * Who is over the allowance of the running period. Truth is arithmetic on the ledger; the rows here
 * say what listeners were told.
 */
@NullMarked
package dev.quartermaster.quota.tarpit;

import org.jspecify.annotations.NullMarked;
