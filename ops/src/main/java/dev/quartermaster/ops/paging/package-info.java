/**
 * Paging as a process of the product does it: the watchdog, the sender, and what pages when the
 * database is gone, by the configuration that is in force.
 */
@NullMarked
package dev.quartermaster.ops.paging;

import org.jspecify.annotations.NullMarked;
