package dev.quartermaster.quota.bulk;

import java.util.List;

/**
 * Portions that the caller's transaction holds.
 *
 * @param portions in their order; never empty
 */
record Claim(long operation, List<Integer> portions) {}
