/** The numbered SQL migrations, and the check that program and database fit each other. */
@NullMarked
package dev.quartermaster.db.migration;

import org.jspecify.annotations.NullMarked;
