/** What is given to people who alert by Prometheus. */
@NullMarked
package dev.quartermaster.ops.prometheus;

import org.jspecify.annotations.NullMarked;
