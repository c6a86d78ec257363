/**
 * Is it all right; if not, what is being done, and when will it be done: one picture, for the CLI,
 * the API, the dashboard and the metrics alike. Read from the database alone, so that it works with
 * every daemon down.
 */
@NullMarked
package dev.quartermaster.ops.status;

import org.jspecify.annotations.NullMarked;
