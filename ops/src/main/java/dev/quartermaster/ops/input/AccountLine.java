package dev.quartermaster.ops.input;

import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.CpuTime;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * An account as a file declares it.
 *
 * @param plan a plan's name; whether there is such a plan is for the importer to say
 * @param allowance for each period, in place of the plan's
 * @param resetAt the next reset, in whole microseconds; when absent the importer chooses
 */
public record AccountLine(
    Username username,
    String plan,
    Optional<CpuTime> allowance,
    Optional<Instant> resetAt,
    ZoneId zone) {}
