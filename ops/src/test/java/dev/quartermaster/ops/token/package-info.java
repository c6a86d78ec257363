/** Tokens as callers, honest and hostile ones, present them. */
@NullMarked
package dev.quartermaster.ops.token;

import org.jspecify.annotations.NullMarked;
