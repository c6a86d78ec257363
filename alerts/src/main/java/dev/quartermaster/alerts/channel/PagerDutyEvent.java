package dev.quartermaster.alerts.channel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.quartermaster.alerts.channel.Page.Kind;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The body of an event, as PagerDuty's Events API v2 takes it, within its limits.
 *
 * @param action trigger, acknowledge or resolve
 * @param payload only of a trigger
 */
@JsonInclude(Include.NON_EMPTY)
record PagerDutyEvent(
    @JsonProperty("routing_key") String routingKey,
    @JsonProperty("event_action") String action,
    @JsonProperty("dedup_key") String dedupKey,
    @Nullable Payload payload,
    List<Link> links,
    String client) {

  static final int LONGEST_DEDUP_KEY = 255;
  static final int LONGEST_SUMMARY = 1024;
  static final int LONGEST_BODY = 512_000;

  /** For texts without a limit of their own in its documentation. */
  private static final int LONGEST_WORD = 255;

  /** Characters of one detail: cut the less, the better. */
  private static final List<Integer> CUTS = List.of(Integer.MAX_VALUE, 8192, 1024, 128);

  private static final String CUT =
      "cut here: together they are longer than the 512 KB of a message to PagerDuty";

  @JsonInclude(Include.NON_EMPTY)
  record Payload(
      String summary,
      String source,
      String severity,
      String timestamp,
      @JsonProperty("class") String condition,
      @JsonProperty("custom_details") Map<String, Object> details) {}

  record Link(String href, String text) {}

  /** The body for a page. */
  static String body(Page page, PagerDuty.Settings settings) {
    if (page.kind() == Kind.ACKNOWLEDGED || page.kind() == Kind.RESOLVED) {
      return end(page, settings, page.kind() == Kind.RESOLVED ? "resolve" : "acknowledge");
    }
    return CUTS.stream()
        .map(most -> trigger(page, settings, details(page, most), links(page)))
        .filter(body -> body.getBytes(StandardCharsets.UTF_8).length <= LONGEST_BODY)
        .findFirst()
        .orElseGet(() -> trigger(page, settings, Map.of("details", CUT), List.of()));
  }

  /** The body that ends what a page began. */
  static String resolve(Page page, PagerDuty.Settings settings) {
    return end(page, settings, "resolve");
  }

  private static String end(Page page, PagerDuty.Settings settings, String action) {
    String key = dedupKey(page.alert().dedupKey());
    return Json.of(
        new PagerDutyEvent(settings.routingKey(), action, key, null, List.of(), "Quartermaster"));
  }

  private static String trigger(
      Page page, PagerDuty.Settings settings, Map<String, Object> details, List<Link> links) {
    Page.Alert alert = page.alert();
    boolean test = page.kind() == Kind.TEST;
    String mark = test ? Headline.mark(Kind.TEST) + " " : "";
    Payload payload =
        new Payload(
            Words.cut(mark + Headline.summary(alert), LONGEST_SUMMARY),
            Words.cut(settings.source(), LONGEST_WORD),
            (test ? Severity.INFO : alert.severity()).word(),
            page.at().toString(),
            Words.cut(alert.name(), LONGEST_WORD),
            details);
    String key = dedupKey(alert.dedupKey());
    return Json.of(
        new PagerDutyEvent(settings.routingKey(), "trigger", key, payload, links, "Quartermaster"));
  }

  /** A longer one keeps its beginning, by which people know it. */
  static String dedupKey(String key) {
    if (key.length() <= LONGEST_DEDUP_KEY) {
      return key;
    }
    String digest = Digest.of(key);
    return Words.cut(key, LONGEST_DEDUP_KEY - digest.length()) + digest;
  }

  private static Map<String, Object> details(Page page, int most) {
    Page.Text text = page.alert().text();
    Map<String, Object> details = new LinkedHashMap<>();
    text.details().forEach((what, value) -> details.put(what, Words.cut(value, most)));
    details.putIfAbsent("alert", page.alert().id());
    details.putIfAbsent("labels", text.labels());
    text.runbook().ifPresent(runbook -> details.putIfAbsent("runbook", runbook));
    if (text.details().values().stream().anyMatch(value -> value.length() > most)) {
      details.put("details", CUT);
    }
    return details;
  }

  private static List<Link> links(Page page) {
    Page.Text text = page.alert().text();
    Stream<Link> runbook =
        text
            .runbook()
            .filter(to -> to.matches("https?://.*"))
            .map(to -> new Link(to, "runbook"))
            .stream();
    Stream<Link> others =
        text.links().entrySet().stream().map(link -> new Link(link.getValue(), link.getKey()));
    return Stream.concat(runbook, others).toList();
  }
}
