/** What Prometheus reads. */
@NullMarked
package dev.quartermaster.ops.metrics;

import org.jspecify.annotations.NullMarked;
