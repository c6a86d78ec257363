/** Sample accounts and reporters whose use looks like a real day's. */
@NullMarked
package dev.quartermaster.ops.demo;

import org.jspecify.annotations.NullMarked;
