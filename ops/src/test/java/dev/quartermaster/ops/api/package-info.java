/** The API as clients use it: a real surface on a real database, asked over the network. */
@NullMarked
package dev.quartermaster.ops.api;

import org.jspecify.annotations.NullMarked;
