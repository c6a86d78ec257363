/** What answers over HTTP: health, metrics, status and the first page. */
@NullMarked
package dev.quartermaster.ops.http;

import org.jspecify.annotations.NullMarked;
