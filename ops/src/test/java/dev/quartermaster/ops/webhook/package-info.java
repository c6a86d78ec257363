/** Warnings on their way to a receiver that is down, slow, forgetful or well. */
@NullMarked
package dev.quartermaster.ops.webhook;

import org.jspecify.annotations.NullMarked;
