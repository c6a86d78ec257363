/**
 * The way to PostgreSQL: pool, transactions, SQL handles, the database's clock and its notices.
 * Every other module stands on this one; it knows none of them.
 */
@NullMarked
package dev.quartermaster.db;

import org.jspecify.annotations.NullMarked;
