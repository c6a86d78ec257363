/**
 * Reads counters of CPU time from the kernel, by control groups or by processes, and works out what
 * was used since they were read last. Knows neither files of its own nor the API; every counter is
 * counted once, however often the agent or the machine is started anew.
 */
@NullMarked
package dev.quartermaster.ops.agent.meter;

import org.jspecify.annotations.NullMarked;
