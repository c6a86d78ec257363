/** The daemon: one process of the cluster with its HTTP surface, from start to clean stop. */
@NullMarked
package dev.quartermaster.ops.node;

import org.jspecify.annotations.NullMarked;
