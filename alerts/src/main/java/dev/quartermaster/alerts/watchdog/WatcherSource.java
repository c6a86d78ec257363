package dev.quartermaster.alerts.watchdog;

import dev.quartermaster.alerts.alert.Cause;
import dev.quartermaster.alerts.alert.Condition;
import dev.quartermaster.alerts.channel.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Whether all watch who began to: one that stops without a word is missed by the others. */
public final class WatcherSource implements Source {

  private static final String LATE = "WatchdogLate";

  /** Much longer than an interval: a frozen machine, or one that lost the database. */
  private static final Duration SILENT = Duration.ofSeconds(30);

  /** Gone for longer, it was perhaps never meant to come back. */
  private static final Duration MOURNED = Duration.ofHours(24);

  @Override
  public Set<String> names() {
    return Set.of(LATE);
  }

  @Override
  public List<Condition> look(Handle handle, Instant now) {
    return handle
        .createQuery(
            """
            SELECT watcher, kind, looked_at FROM watch
             WHERE looked_at < qm_now() - make_interval(secs => :silent)
               AND looked_at > qm_now() - make_interval(secs => :mourned)
             ORDER BY watcher
            """)
        .bind("silent", SILENT.toSeconds())
        .bind("mourned", MOURNED.toSeconds())
        .map(
            (row, context) ->
                late(
                    row.getString("watcher"),
                    row.getString("kind"),
                    row.getObject("looked_at", OffsetDateTime.class).toInstant(),
                    now))
        .list();
  }

  private static Condition late(String watcher, String kind, Instant last, Instant now) {
    return new Condition(
        new Cause(LATE, watcher),
        Severity.WARNING,
        last,
        Duration.ZERO,
        new Condition.Text(
            "the watch of %s %s has not looked for %d s; others watch on"
                .formatted(kind, watcher, Duration.between(last, now).toSeconds()),
            Map.of("last look", last.toString()),
            Map.of("node", watcher),
            Optional.of("ops/runbooks/alert-path.md")));
  }
}
