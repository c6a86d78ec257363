/** How the picture of the whole is put together. */
@NullMarked
package dev.quartermaster.ops.status;

import org.jspecify.annotations.NullMarked;
