package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.monitor.MissedCheckIns.Judged;
import dev.quartermaster.alerts.watchdog.Source;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** What is wrong with jobs that run elsewhere. */
public final class MonitorSource implements Source {

  @Override
  public Set<String> names() {
    return Set.of(
        MonitorConditions.NOT_SEEN, MonitorConditions.FAILED, MonitorConditions.NOT_FINISHED);
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    return judged(handle, now).stream()
        .flatMap(one -> MonitorConditions.of(one.view(), one.verdict(), now).stream())
        .toList();
  }

  /** Which expected times have passed. */
  @Override
  public void record(Handle handle, Instant now) {
    MissedCheckIns.note(handle, judged(handle, now), now);
  }

  private static List<Judged> judged(Handle handle, Instant now) {
    List<Gap> gaps = Listening.gaps(handle);
    return Monitors.all(handle).stream()
        .map(view -> new Judged(view, view.judge(gaps, now)))
        .toList();
  }
}
