/** Imports through the real program: killed, stopped, repeated, and summed by awk. */
@NullMarked
package dev.quartermaster.ops.importing;

import org.jspecify.annotations.NullMarked;
