package dev.quartermaster.ops.input;

import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.CpuTime;
import java.time.Instant;
import java.util.Optional;

/**
 * CPU time that somebody used.
 *
 * @param at in whole microseconds
 * @param key what makes it this report and no other, so that it counts once however often it is
 *     read
 */
public record UsageLine(
    Username username, String source, CpuTime cpu, Instant at, Optional<ReportKey> key) {

  /**
   * A report's identity.
   *
   * @param reporter letters A-Z and a-z, digits and {@code . _ -}, at most 100
   * @param sequence 0 or more
   */
  public record ReportKey(String reporter, long sequence) {}
}
