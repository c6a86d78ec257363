package dev.quartermaster.jobs.quartz;

import java.util.List;
import java.util.Map;

/** Where planned times that have come are put on record. */
@FunctionalInterface
public interface Firings {

  /**
   * Puts them on record together. It is told again of those that it refuses, and of all when it
   * throws; and it may be told again of any, which then must change nothing. It must not wait for
   * anybody who waits for the scheduler.
   *
   * @param planned as many as came together, one of a schedule, ordered by its name
   * @return why some are refused, by schedule
   */
  Map<String, String> record(List<PlannedTime> planned);
}
