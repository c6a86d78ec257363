/**
 * What is wrong with an installation, and the mend of each thing: {@code doctor}. A class a family
 * of checks. Where the watchdog judges already, its own sources are asked, so that there is no
 * second opinion. Reads only; works with every daemon down, and as far as it can without the
 * database.
 */
@NullMarked
package dev.quartermaster.ops.doctor;

import org.jspecify.annotations.NullMarked;
