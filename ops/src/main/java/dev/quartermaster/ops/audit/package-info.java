/**
 * Who changed what by hand, when and why, as a chain that cannot be edited unnoticed (I8). Commands
 * and endpoints write it; {@code audit} and {@code doctor} read it.
 */
@NullMarked
package dev.quartermaster.ops.audit;

import org.jspecify.annotations.NullMarked;
