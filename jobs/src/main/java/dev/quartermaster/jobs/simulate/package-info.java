/**
 * What would happen after an outage: foretold by the functions that decide about it when it does,
 * and by rates that were measured. Only reads; called by people's commands.
 */
@NullMarked
package dev.quartermaster.jobs.simulate;

import org.jspecify.annotations.NullMarked;
