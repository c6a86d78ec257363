package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.quota.usage.Retention;
import java.util.Map;

/** Every job that is compiled in, by the name that schedules use. */
public final class BuiltInJobs {

  private BuiltInJobs() {}

  /** With how long usage is kept. */
  public static Map<String, BatchedJob> all(Retention retention) {
    return Map.of(
        "cpu-reset", new CpuReset(),
        "usage-rollup", new UsageRollup(),
        "usage-retention", new UsageRetention(retention));
  }
}
