/** Daemons from their first line to their end. */
@NullMarked
package dev.quartermaster.ops.node;

import org.jspecify.annotations.NullMarked;
