/** A small world of accounts for the tests of quota, and random rules and timelines. */
@NullMarked
package dev.quartermaster.quota.testing;

import org.jspecify.annotations.NullMarked;
