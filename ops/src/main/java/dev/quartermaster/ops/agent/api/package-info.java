/**
 * The agent's side of the HTTP API: reports go out one at a time until each is answered for good,
 * and the tarpit's feed comes in. Knows what answers mean, not what is done about them.
 */
@NullMarked
package dev.quartermaster.ops.agent.api;

import org.jspecify.annotations.NullMarked;
