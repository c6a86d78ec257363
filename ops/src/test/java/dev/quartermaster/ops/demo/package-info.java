/** The demonstration, watched for a minute. */
@NullMarked
package dev.quartermaster.ops.demo;

import org.jspecify.annotations.NullMarked;
