/** The nodes of the cluster: who is up, who was found dead, and one process's part in it. */
@NullMarked
package dev.quartermaster.jobs.node;

import org.jspecify.annotations.NullMarked;
