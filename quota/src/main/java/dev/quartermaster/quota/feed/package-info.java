/**
 * What happened to accounts, in an order that any number of readers can follow: each sees every
 * event once, and what caused another event before it.
 */
@NullMarked
package dev.quartermaster.quota.feed;

import org.jspecify.annotations.NullMarked;
