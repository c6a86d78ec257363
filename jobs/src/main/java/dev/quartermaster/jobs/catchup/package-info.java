/** Which planned times were missed: a pure count. */
@NullMarked
package dev.quartermaster.jobs.catchup;

import org.jspecify.annotations.NullMarked;
