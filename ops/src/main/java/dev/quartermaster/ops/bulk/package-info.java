/**
 * Does an act on many accounts, batch by batch and by several hands, and can go on with what
 * another process left. The command line calls in here; what a batch is, quota says.
 */
@NullMarked
package dev.quartermaster.ops.bulk;

import org.jspecify.annotations.NullMarked;
