/**
 * The program as people start it: the real launcher, packaged, by itself and on a terminal. These
 * run after everything is packaged.
 */
@NullMarked
package dev.quartermaster.ops.launcher;

import org.jspecify.annotations.NullMarked;
