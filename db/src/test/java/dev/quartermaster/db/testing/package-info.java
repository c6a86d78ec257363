/** A real database for the tests of every module; they take it from this module's test jar. */
@NullMarked
package dev.quartermaster.db.testing;

import org.jspecify.annotations.NullMarked;
