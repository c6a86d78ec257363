/**
 * How hard pressed the database is, read in one cheap statement. Whoever paces work asks; nothing
 * here decides.
 */
@NullMarked
package dev.quartermaster.db.pressure;

import org.jspecify.annotations.NullMarked;
