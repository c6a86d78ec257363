/** Recorded CPU time on its way to the ledger. */
@NullMarked
package dev.quartermaster.quota.charge;

import org.jspecify.annotations.NullMarked;
