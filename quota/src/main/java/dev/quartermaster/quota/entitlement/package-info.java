/**
 * What accounts may use beyond what their plan says now: changes that wait for a boundary, grants.
 * What counts at an instant is arithmetic, in the view of the same name; here is what writes it
 * down.
 */
@NullMarked
package dev.quartermaster.quota.entitlement;

import org.jspecify.annotations.NullMarked;
