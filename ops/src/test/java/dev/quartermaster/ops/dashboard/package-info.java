/** The first page in each of its states; {@link Gallery} shows them in a browser. */
@NullMarked
package dev.quartermaster.ops.dashboard;

import org.jspecify.annotations.NullMarked;
