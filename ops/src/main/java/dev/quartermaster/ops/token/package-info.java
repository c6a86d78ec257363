/**
 * API tokens: made, looked up and revoked, and what each of them allows. Only a hash of a token is
 * kept. The database is asked for each request, so that a revoked token is refused everywhere at
 * once.
 */
@NullMarked
package dev.quartermaster.ops.token;

import org.jspecify.annotations.NullMarked;
