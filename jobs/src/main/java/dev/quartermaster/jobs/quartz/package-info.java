/**
 * All of Quartz, and nothing else: none of its types leaves this package. It decides when a
 * schedule fires, on one node of the cluster; what then happens is not its business.
 */
@NullMarked
package dev.quartermaster.jobs.quartz;

import org.jspecify.annotations.NullMarked;
