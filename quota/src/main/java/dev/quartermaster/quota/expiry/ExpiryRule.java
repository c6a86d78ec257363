package dev.quartermaster.quota.expiry;

import java.time.Duration;

/**
 * Which accounts expire, and when.
 *
 * @param plan whose accounts do
 * @param unusedFor after which an account is warned
 * @param warnBefore after the warning, it expires if it is still not used
 */
public record ExpiryRule(String plan, Duration unusedFor, Duration warnBefore) {}
