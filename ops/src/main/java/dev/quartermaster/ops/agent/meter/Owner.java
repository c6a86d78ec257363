package dev.quartermaster.ops.agent.meter;

/**
 * Who used the time, and with what.
 *
 * @param source console, scheduled-task, always-on …
 */
public record Owner(String username, String source) {}
