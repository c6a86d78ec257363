package dev.quartermaster.ops.agent.meter;

import java.util.OptionalLong;

/**
 * A counter of CPU time as it was found.
 *
 * @param meter what it was found by: a counter that is new to a known meter has counted since the
 *     last reading, one of a new meter may have counted for years
 * @param key where it is
 * @param identity tells it from an earlier one at the same place
 * @param micros what it stands at; empty when it is there and cannot be read now
 */
public record Counter(
    String meter, String key, String identity, Owner owner, OptionalLong micros) {}
