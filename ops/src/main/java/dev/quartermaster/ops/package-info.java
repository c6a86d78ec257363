/** What people and machines touch: the daemon, the command line, HTTP, metrics, configuration. */
@NullMarked
package dev.quartermaster.ops;

import org.jspecify.annotations.NullMarked;
