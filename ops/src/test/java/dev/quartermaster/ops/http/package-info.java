/** The surface as clients see it: each test starts a real one and asks it over the network. */
@NullMarked
package dev.quartermaster.ops.http;

import org.jspecify.annotations.NullMarked;
