/**
 * When a period begins and ends, as pure arithmetic, and the settling of those that have ended. The
 * SQL of the same arithmetic is in migration 3; a test holds the two together.
 */
@NullMarked
package dev.quartermaster.quota.period;

import org.jspecify.annotations.NullMarked;
