@NullMarked
package dev.quartermaster.ops.audit;

import org.jspecify.annotations.NullMarked;
