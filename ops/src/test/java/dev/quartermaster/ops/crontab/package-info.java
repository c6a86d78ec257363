/** Tests of crontabs as configuration. */
@NullMarked
package dev.quartermaster.ops.crontab;

import org.jspecify.annotations.NullMarked;
