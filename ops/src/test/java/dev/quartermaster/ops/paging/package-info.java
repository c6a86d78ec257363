/** Tests of the way to people. */
@NullMarked
package dev.quartermaster.ops.paging;

import org.jspecify.annotations.NullMarked;
