/**
 * What Prometheus reads. What the cluster's database says is the same from every node: aggregate it
 * with {@code max}; batches and items are this process's own: aggregate them with {@code sum}.
 */
@NullMarked
package dev.quartermaster.ops.metrics;

import org.jspecify.annotations.NullMarked;
