/** Many hands on the same accounts at once: what must hold whoever comes first. */
@NullMarked
package dev.quartermaster.quota.together;

import org.jspecify.annotations.NullMarked;
