package dev.quartermaster.ops.agent.spool;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;

/**
 * A record of a report, as the API takes it.
 *
 * @param at when it was read; charged to the period that holds this instant
 */
public record Use(
    @JsonProperty("username") String username,
    @JsonProperty("source") String source,
    @JsonProperty("cpu_us") long cpuMicros,
    @JsonProperty("at") Instant at) {}
