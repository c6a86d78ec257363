/**
 * What the HTTP API answers: one class an endpoint. Each asks {@link
 * dev.quartermaster.ops.token.Access} who calls before it does anything, and changes state only by
 * methods that say so. Errors are thrown as HttpResponseException; the surface gives them their
 * form.
 */
@NullMarked
package dev.quartermaster.ops.api;

import org.jspecify.annotations.NullMarked;
