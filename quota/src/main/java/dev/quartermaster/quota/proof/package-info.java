/**
 * What must hold of the ledger and of what accounts are shown (I1 to I4, and the events of I5),
 * proved from the database alone. For {@code doctor --invariants} and for tests; reads only.
 */
@NullMarked
package dev.quartermaster.quota.proof;

import org.jspecify.annotations.NullMarked;
