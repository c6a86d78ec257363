/**
 * How an invariant is proved from the database alone: claims, each with a query for what breaks it.
 * Reads only, in memory that does not grow with what is found.
 */
@NullMarked
package dev.quartermaster.db.proof;

import org.jspecify.annotations.NullMarked;
