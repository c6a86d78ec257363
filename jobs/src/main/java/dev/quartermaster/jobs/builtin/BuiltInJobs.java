package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.BatchedJob;
import java.util.Map;

/** Every job that is compiled in, by the name that schedules use. */
public final class BuiltInJobs {

  private BuiltInJobs() {}

  public static Map<String, BatchedJob> all() {
    return Map.of("cpu-reset", new CpuReset());
  }
}
