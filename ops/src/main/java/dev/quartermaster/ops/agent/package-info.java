/**
 * The agent on a host: meters CPU time by user, reports it, and slows who is in the tarpit. Talks
 * to the API over HTTP and never to a database, so that it runs on a host that has nothing else.
 */
@NullMarked
package dev.quartermaster.ops.agent;

import org.jspecify.annotations.NullMarked;
