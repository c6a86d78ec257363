/**
 * What answers over HTTP: health, metrics, status and the first page. Knows how to ask and how to
 * answer, not what is true: that comes through {@link HttpSurface.Sources}. Every answer is
 * bounded: threads, connections, sizes, and how long a source may take.
 */
@NullMarked
package dev.quartermaster.ops.http;

import org.jspecify.annotations.NullMarked;
