package dev.quartermaster.quota.charge;

import dev.quartermaster.quota.account.Username;
import java.time.Instant;

/**
 * CPU time that one source of an account used.
 *
 * @param source what used it: console, scheduled-task, always-on, notebook, web-app …
 * @param at when it was used: it is charged to the period that holds this instant
 */
public record UsageRecord(Username username, String source, CpuTime cpu, Instant at) {}
