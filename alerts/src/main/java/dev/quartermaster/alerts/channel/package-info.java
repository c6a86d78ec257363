/** How news leaves the house, in pure parts: what is sent, and how the receiver can trust it. */
@NullMarked
package dev.quartermaster.alerts.channel;

import org.jspecify.annotations.NullMarked;
