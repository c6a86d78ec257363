/**
 * The night of 3 May 2024, once more: {@code demo incident}. A scratch server, two real nodes, a
 * receiver for the pages, users whose use is spread as on a real machine, and beside it the same
 * night by the old way. Only the command line calls it; nothing of it touches an installation.
 */
@NullMarked
package dev.quartermaster.ops.incident;

import org.jspecify.annotations.NullMarked;
