/** The commands as people and scripts meet them: each a process of its own. */
@NullMarked
package dev.quartermaster.ops.cli;

import org.jspecify.annotations.NullMarked;
