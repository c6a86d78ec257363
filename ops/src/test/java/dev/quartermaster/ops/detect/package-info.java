/**
 * How soon somebody is paged: real processes, a real PostgreSQL of their own, and each fault done
 * to them as it comes in the night.
 */
@NullMarked
package dev.quartermaster.ops.detect;

import org.jspecify.annotations.NullMarked;
