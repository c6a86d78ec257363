/**
 * What must hold of alerts and their pages (I7), proved from the database alone. For {@code doctor
 * --invariants} and for tests; reads only.
 */
@NullMarked
package dev.quartermaster.alerts.proof;

import org.jspecify.annotations.NullMarked;
