/** Tests of the configuration, most of them tables of what is written and what is said about it. */
@NullMarked
package dev.quartermaster.ops.config;

import org.jspecify.annotations.NullMarked;
