/** What was used, for people to read. */
@NullMarked
package dev.quartermaster.quota.usage;

import org.jspecify.annotations.NullMarked;
