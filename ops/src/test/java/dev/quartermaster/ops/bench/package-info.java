/** Every bench at a size that only shows that it works. */
@NullMarked
package dev.quartermaster.ops.bench;

import org.jspecify.annotations.NullMarked;
