@NullMarked
package dev.quartermaster.ops.bulk;

import org.jspecify.annotations.NullMarked;
