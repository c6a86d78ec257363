@NullMarked
package dev.quartermaster.jobs.watch;

import org.jspecify.annotations.NullMarked;
