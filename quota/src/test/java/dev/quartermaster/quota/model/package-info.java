/**
 * The accounting as a plain model in memory, and a test that holds the product to it step by step.
 * The model shares no code with the product: when the two differ, one of them is wrong.
 */
@NullMarked
package dev.quartermaster.quota.model;

import org.jspecify.annotations.NullMarked;
