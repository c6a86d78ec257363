package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.jobs.pace.Arrivals;
import dev.quartermaster.jobs.run.Pauses.Pause;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.cli.ScheduleDetail.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A schedule as scripts read it. */
final class ScheduleJson {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private ScheduleJson() {}

  static ObjectNode of(Schedule schedule, ScheduleDetail detail) {
    ObjectNode json = declared(schedule);
    json.put("state", detail.status().state());
    json.put("last_fired_at", text(detail.status().lastFiredAt().orElse(null)));
    json.put("next_fire_at", text(detail.status().nextFireAt().orElse(null)));
    json.put("pace", detail.status().load().pace().orElse(null));
    json.set("paused", detail.pause().map(ScheduleJson::pause).orElse(null));
    json.set("guarantee", detail.promise().map(ScheduleJson::promise).orElse(null));
    json.set("backlog", detail.status().load().arrivals().map(ScheduleJson::backlog).orElse(null));
    json.put("set_aside", detail.status().load().setAside());
    json.set("last_catch_up", detail.decided().map(History::json).orElse(null));
    json.set("last_run", detail.newest().map(RunView::json).orElse(null));
    ArrayNode repairs = json.putArray("repairs");
    detail
        .repairs()
        .forEach(
            repair ->
                repairs
                    .addObject()
                    .put("at", repair.at().toString())
                    .put("node", repair.node())
                    .put("found", repair.found())
                    .put("did", repair.did()));
    return json;
  }

  private static ObjectNode declared(Schedule schedule) {
    ObjectNode json = JSON.objectNode();
    json.put("name", schedule.name());
    json.put("kind", schedule.work().kind());
    json.put("enabled", schedule.enabled());
    json.put("when", schedule.when().timetable().text());
    json.put("catch_up", word(schedule.when().catchUp()));
    Schedule.Backfill backfill = schedule.when().backfill();
    json.putObject("backfill")
        .put("window", text(backfill.window()))
        .put("limit", backfill.limit())
        .put("newest_first", backfill.newestFirst())
        .put("every", text(backfill.every()));
    json.put("overlap", word(schedule.when().overlap()));
    json.put("jitter", text(schedule.when().jitter()));
    json.put("retries", schedule.when().retries());
    json.put("batch_size", schedule.batching().size());
    json.put("workers", schedule.batching().workers());
    json.put("time_budget", text(schedule.batching().timeBudget()));
    Schedule.Limits limits = schedule.limits();
    json.put("start_within", text(limits.startWithin()));
    json.put("finish_within", text(limits.finishWithin()));
    json.put("progress_within", text(limits.progressWithin()));
    json.put("max_backlog_age", text(limits.maxBacklogAge()));
    json.put("max_runtime", text(limits.maxRuntime()));
    json.put("owner", schedule.about().owner());
    json.put("description", schedule.about().description());
    json.put("runbook", schedule.about().runbook());
    schedule.about().tags().forEach(json.putArray("tags")::add);
    return json;
  }

  private static ObjectNode pause(Pause pause) {
    return JSON.objectNode()
        .put("at", pause.at().toString())
        .put("by", pause.by())
        .put("reason", pause.reason())
        .put("until", pause.until().map(Instant::toString).orElse(null));
  }

  private static ObjectNode promise(Promise promise) {
    return JSON.objectNode()
        .put("says", promise.says())
        .put("holds", promise.violations() == 0)
        .put("violations", promise.violations());
  }

  /** Rates and what follows from them are null while there are too few samples. */
  static ObjectNode backlog(Arrivals arrivals) {
    ObjectNode json = JSON.objectNode();
    json.put("items", arrivals.items());
    json.put("oldest_s", arrivals.oldest().toSeconds());
    json.put("in_per_s", arrivals.flow().map(Arrivals.Flow::in).orElse(null));
    json.put("done_per_s", arrivals.flow().map(Arrivals.Flow::done).orElse(null));
    json.put("eta_s", arrivals.untilEmpty().map(Duration::toSeconds).orElse(null));
    json.put("says", arrivals.says());
    return json;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String text(Duration length) {
    return length.toString();
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }
}
