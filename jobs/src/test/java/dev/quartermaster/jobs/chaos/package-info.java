/**
 * A cluster of real processes on a real PostgreSQL while nodes are killed and frozen, links are cut
 * and the database goes away, in an order that a seed gives.
 */
@NullMarked
package dev.quartermaster.jobs.chaos;

import org.jspecify.annotations.NullMarked;
