/** Resets by hand: a fresh allowance now, the next boundary where it was. */
@NullMarked
package dev.quartermaster.quota.reset;

import org.jspecify.annotations.NullMarked;
