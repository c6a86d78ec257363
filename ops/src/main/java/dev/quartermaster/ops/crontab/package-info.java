/**
 * A crontab as configuration: what its lines mean, as crontab(5) has it, and the YAML that says the
 * same. Pure; the command line reads and prints.
 */
@NullMarked
package dev.quartermaster.ops.crontab;

import org.jspecify.annotations.NullMarked;
