/** The command line: one class for each command, each a thin shell around the modules below. */
@NullMarked
package dev.quartermaster.ops.cli;

import org.jspecify.annotations.NullMarked;
