package dev.quartermaster.ops.incident;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.doctor.CheckJson;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The night for programs. Seconds are real ones; times of day are not in it. */
public final class IncidentJson {

  private IncidentJson() {}

  /** One document. */
  public static ObjectNode of(Result result) {
    Ours ours = result.ours();
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("ok", result.isWell());
    ArrayNode complaints = document.putArray("complaints");
    result.complaints().forEach(complaints::add);
    document.put("accounts", result.night().accounts());
    document.put("night_s", Seconds.exact(result.night().length()));
    document.put("night_stands_for_s", Night.REAL.toSeconds());
    put(document, "detected_after_s", ours.detectedAfter());
    put(document, "paged_after_s", ours.pagedAfter());
    put(document, "recovered_after_s", ours.recoveredAfter());
    put(document, "worked_off_after_s", ours.workedOffAfter());
    put(document, "alert_over_after_s", ours.overAfter());
    document.put("backlog", ours.work().backlog());
    document.put("settled", ours.work().settled());
    document.put("accounts_wrong", ours.recount().wrong());
    put(document, "mended_by_itself_after_s", ours.mended().after());
    document.put("mended_while_held", ours.mended().undone());
    document.put("pages", ours.pages());
    document.set("answers", answers(ours.answers()));
    document.set("throttled_in_vain", wronged(ours.wronged()));
    document.set("charges", charges(ours.work()));
    document.set("old_way", old(result.old()));
    document.set("samples", samples(result.told()));
    document.set("timeline", timeline(result.told().timeline()));
    document.set("marks", marks(result.marks()));
    document.set("curve", curve(ours.curve()));
    document.set("invariants", CheckJson.of(result.invariants()));
    document.put("took_s", Seconds.of(result.took()));
    return document;
  }

  private static void put(ObjectNode document, String key, Optional<Duration> time) {
    document.put(key, time.map(Seconds::exact).orElse(null));
  }

  private static ObjectNode answers(Ours.Answers answers) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("asked", answers.asked())
        .put("reset_in_the_past", answers.past());
  }

  private static ObjectNode wronged(Ours.Wronged wronged) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("users", wronged.users())
        .put("user_s", Math.round(wronged.seconds()));
  }

  private static ObjectNode charges(Ours.Work work) {
    ObjectNode charges = JsonNodeFactory.instance.objectNode();
    charges.put("records_per_s", OurNight.rate());
    charges.put("records", work.accepted());
    charges.set("before", latencies(work.before()));
    charges.set("catch_up", latencies(work.catchUp()));
    charges.put("sent_again", work.unanswered());
    return charges;
  }

  /** To a thousandth. */
  static double millis(Duration time) {
    return Math.round(time.toNanos() / 1e3) / 1e3;
  }

  private static ObjectNode latencies(Latencies latencies) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("requests", latencies.requests())
        .put("p50_ms", millis(latencies.p50()))
        .put("p99_ms", millis(latencies.p99()))
        .put("max_ms", millis(latencies.worst()));
  }

  private static ObjectNode old(Old old) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    // Nobody was told.
    json.putNull("detected_after_s").putNull("paged_after_s");
    json.put("backlog", old.backlog());
    json.put("rows_per_s", Math.round(old.rowsPerSecond()));
    put(json, "recovered_after_s", old.drainedAfter());
    json.put("recovered_is_measured", old.isMeasured());
    json.set("answers", answers(old.answers()));
    json.set("throttled_in_vain", wronged(old.wronged()));
    json.set("curve", curve(old.curve()));
    return json;
  }

  private static ObjectNode samples(Result.Told told) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("user", told.user());
    ArrayNode all = json.putArray("answers");
    told.samples().forEach(sample -> all.add(sample(sample)));
    return json;
  }

  private static ObjectNode sample(Sample sample) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("side", word(sample.side()));
    json.put("step", sample.step());
    json.put("at_s", Seconds.of(sample.at()));
    json.put("throttled", sample.throttled());
    sample
        .answer()
        .ifPresentOrElse(
            answer ->
                json.putObject("answer")
                    .put("daily_cpu_limit_seconds", answer.limitSeconds())
                    .put("daily_cpu_total_usage_seconds", answer.usedSeconds())
                    .put("next_reset_time", answer.nextReset()),
            () -> json.putNull("answer"));
    sample.answer().ifPresent(answer -> json.put("reset_in_s", answer.secondsLeft()));
    return json;
  }

  private static ArrayNode timeline(List<Event> events) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    events.forEach(
        event ->
            json.addObject()
                .put("at_s", event.seconds())
                .put("side", word(event.side()))
                .put("says", event.says()));
    return json;
  }

  private static ObjectNode marks(Result.Marks marks) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("fault_s", Seconds.of(marks.fault()))
        .put("reboot_s", Seconds.of(marks.reboot()))
        .put("old_fault_s", Seconds.of(marks.oldFault()))
        .put("old_reboot_s", Seconds.of(marks.oldReboot()));
  }

  private static ArrayNode curve(List<Point> points) {
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    points.forEach(
        point ->
            json.addObject()
                .put("at_s", Seconds.of(point.at()))
                .put("overdue", point.overdue())
                .put("throttled", point.throttled())
                .put("throttled_in_vain", point.wronged()));
    return json;
  }

  private static String word(Side side) {
    return side.name().toLowerCase(Locale.ROOT);
  }
}
