/**
 * Measures the product beside other ways of doing the same work, on a scratch PostgreSQL of its
 * own, and checks by SQL that the work was done. Each bench is one command under {@link
 * dev.quartermaster.ops.bench.Bench}; nothing outside calls in here.
 */
@NullMarked
package dev.quartermaster.ops.bench;

import org.jspecify.annotations.NullMarked;
