/** Who changed what by hand, when and why (I8). */
@NullMarked
package dev.quartermaster.ops.audit;

import org.jspecify.annotations.NullMarked;
