/** Who is told of which alerts, in which order. Pure. */
@NullMarked
package dev.quartermaster.alerts.route;

import org.jspecify.annotations.NullMarked;
