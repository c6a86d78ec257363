/**
 * Forced resets and moves of next reset times for many accounts at once: cut into portions, each a
 * short transaction that can be done by any process, exactly once. The command line calls in here;
 * it holds the portion's share of I1 to I5.
 */
@NullMarked
package dev.quartermaster.quota.bulk;

import org.jspecify.annotations.NullMarked;
