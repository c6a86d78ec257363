/**
 * Accounts of a plan that nobody uses: warned, expired, and taken back when they are used again.
 * Nothing is taken away from them here; whoever hosts them acts on the events.
 */
@NullMarked
package dev.quartermaster.quota.expiry;

import org.jspecify.annotations.NullMarked;
