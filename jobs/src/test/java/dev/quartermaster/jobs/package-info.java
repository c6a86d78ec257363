/** What the tests of every room of this module share. */
@NullMarked
package dev.quartermaster.jobs;

import org.jspecify.annotations.NullMarked;
