/** A job of a user's own, as the documentation shows it. */
@NullMarked
package dev.quartermaster.jobs.kind.example;

import org.jspecify.annotations.NullMarked;
