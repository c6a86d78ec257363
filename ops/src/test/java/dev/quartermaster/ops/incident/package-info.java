/** The demonstration, watched for a minute. */
@NullMarked
package dev.quartermaster.ops.incident;

import org.jspecify.annotations.NullMarked;
