package dev.quartermaster.jobs.quartz;

import dev.quartermaster.jobs.node.Nodes;
import dev.quartermaster.jobs.schedule.Schedule;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * A schedule whose rows in Quartz's tables are not as they should be, for a person: what the nodes
 * mend by themselves, while one is up.
 *
 * @param says what was found
 */
public record Adrift(String schedule, String says) {

  /**
   * All of them now, by the name. Of what the newest configuration declares otherwise than the
   * caller's, nothing is said. While no node works, it is no fault that a time passes.
   */
  public static List<Adrift> of(Handle handle, Collection<Schedule> schedules) {
    Declared declared = Declared.of(schedules, false);
    return Inspection.findings(declared, Looking.at(handle), Nodes.anyWorks(handle)).stream()
        .map(finding -> new Adrift(finding.schedule(), finding.says()))
        .toList();
  }
}
