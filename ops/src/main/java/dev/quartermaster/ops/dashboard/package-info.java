/**
 * The first page: is it all right; if not, what is being done, and when will it be done. Pure: a
 * status goes in, HTML comes out; text becomes HTML only through {@link Html}, which escapes it.
 */
@NullMarked
package dev.quartermaster.ops.dashboard;

import org.jspecify.annotations.NullMarked;
