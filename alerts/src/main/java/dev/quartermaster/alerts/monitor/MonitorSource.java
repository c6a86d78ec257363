package dev.quartermaster.alerts.monitor;

import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.monitor.MissedCheckIns.Judged;
import dev.quartermaster.alerts.watchdog.Source;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * What is wrong with jobs that run elsewhere.
 *
 * <p>A look also puts on record which expected times have passed. One that cannot write, for the
 * database is read-only, still finds the same.
 */
public final class MonitorSource implements Source {

  @Override
  public Set<String> names() {
    return Set.of(
        MonitorConditions.NOT_SEEN, MonitorConditions.FAILED, MonitorConditions.NOT_FINISHED);
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    List<Gap> gaps = Listening.gaps(handle);
    List<Judged> judged =
        Monitors.all(handle).stream().map(view -> new Judged(view, view.judge(gaps, now))).toList();
    if (mayWrite(handle)) {
      MissedCheckIns.note(handle, judged, now);
    }
    return judged.stream()
        .flatMap(one -> MonitorConditions.of(one.view(), one.verdict(), now).stream())
        .toList();
  }

  private static boolean mayWrite(Handle handle) {
    return handle
        .createQuery("SELECT current_setting('transaction_read_only') = 'off'")
        .mapTo(Boolean.class)
        .one();
  }
}
