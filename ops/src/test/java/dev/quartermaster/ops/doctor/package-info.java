/** What the doctor finds, and what it finds sound. */
@NullMarked
package dev.quartermaster.ops.doctor;

import org.jspecify.annotations.NullMarked;
