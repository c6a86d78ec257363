package dev.quartermaster.quota.charge;

import dev.quartermaster.quota.account.Username;
import java.time.Instant;

/**
 * CPU time that one source of an account used.
 *
 * @param source what used it: console, scheduled-task, always-on, notebook, web-app …
 * @param cpu at most {@link CpuTime#MOST}
 * @param at when it was used: it is charged to the period that holds this instant
 */
public record UsageRecord(Username username, String source, CpuTime cpu, Instant at) {

  /** Refuses what only a broken meter can have seen with an {@link IllegalArgumentException}. */
  public UsageRecord {
    if (cpu.compareTo(CpuTime.MOST) > 0) {
      throw new IllegalArgumentException(
          "a record of %d µs of CPU time; one has at most %d µs"
              .formatted(cpu.micros(), CpuTime.MOST_MICROS));
    }
  }
}
