/**
 * The history of usage: rolled up from the records by day, read by people, dropped when it is old.
 *
 * <p>At every instant usage_daily and the records of the reports that are not rolled up yet add up
 * to the ledger; {@code Tail} is how readers get at the second part.
 */
@NullMarked
package dev.quartermaster.quota.usage;

import org.jspecify.annotations.NullMarked;
