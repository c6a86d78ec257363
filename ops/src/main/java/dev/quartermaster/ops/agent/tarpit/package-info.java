/**
 * Slows who is in the tarpit, on this host: compares who should be with what has been done, and
 * acts on the difference. What it has done it remembers on disk, so that it can undo it after any
 * stop.
 */
@NullMarked
package dev.quartermaster.ops.agent.tarpit;

import org.jspecify.annotations.NullMarked;
