/** The history of usage adds up to the ledger, whoever rolls it up or forgets it, and when. */
@NullMarked
package dev.quartermaster.quota.usage;

import org.jspecify.annotations.NullMarked;
