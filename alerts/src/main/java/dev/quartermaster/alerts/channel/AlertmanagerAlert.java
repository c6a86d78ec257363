package dev.quartermaster.alerts.channel;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.quartermaster.alerts.channel.Page.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An alert as Alertmanager's API v2 takes it. Two with the same labels are the same one there, so
 * the dedup key is among them.
 *
 * @param endsAt in the past when it is over; without one, Alertmanager forgets it after five
 *     minutes without news
 */
@JsonInclude(Include.NON_EMPTY)
record AlertmanagerAlert(
    Map<String, String> labels,
    Map<String, String> annotations,
    String startsAt,
    @Nullable String endsAt) {

  static final String TEST_NAME = "QuartermasterTest";
  static final String ALWAYS_NAME = "QuartermasterWatchdog";

  /** The message's id: tells this test from yesterday's. */
  static final String TEST_ANNOTATION = "test_message";

  static final String NAME_LABEL = "alertname";
  static final String DEDUP_LABEL = "dedup_key";

  /** How long a test is to be seen there. */
  private static final Duration TEST_STAYS = Duration.ofMinutes(1);

  private static final Pattern NOT_IN_NAMES = Pattern.compile("[^a-zA-Z0-9_]");

  /**
   * For a page.
   *
   * @param now when it is sent, as Alertmanager's clock may have it
   */
  static AlertmanagerAlert of(Page page, String region, Instant now) {
    Page.Alert alert = page.alert();
    // A test that waited long starts now: an alert cannot end before it starts.
    Instant startsAt = page.kind() == Kind.TEST ? now : alert.startedAt();
    return new AlertmanagerAlert(
        labels(page, region), annotations(page), startsAt.toString(), endsAt(page, now));
  }

  /** One that says nothing but that it is still told. */
  static AlertmanagerAlert always(String region, Instant now, Duration stays) {
    return new AlertmanagerAlert(
        new TreeMap<>(Map.of(NAME_LABEL, ALWAYS_NAME, "region", region, "severity", "none")),
        Map.of(
            "summary",
            "This always fires: whoever gets it is to page somebody when it comes no more."),
        now.toString(),
        now.plus(stays).toString());
  }

  private static @Nullable String endsAt(Page page, Instant now) {
    return switch (page.kind()) {
      case FIRING, ACKNOWLEDGED -> null;
      case RESOLVED -> later(page.at(), page.alert().startedAt()).toString();
      case TEST -> now.plus(TEST_STAYS).toString();
    };
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Map<String, String> labels(Page page, String region) {
    Page.Alert alert = page.alert();
    Map<String, String> labels = new TreeMap<>();
    new TreeMap<>(alert.text().labels())
        .forEach((label, value) -> labels.putIfAbsent(validName(label), value));
    labels.put("region", region);
    labels.put("severity", severity(page).word());
    labels.putAll(identity(page));
    return labels;
  }

  private static Severity severity(Page page) {
    return page.kind() == Kind.TEST ? Severity.INFO : page.alert().severity();
  }

  /** The labels that no two alerts share. */
  static Map<String, String> identity(Page page) {
    String name = page.kind() == Kind.TEST ? TEST_NAME : page.alert().name();
    return Map.of(NAME_LABEL, name, DEDUP_LABEL, page.alert().dedupKey());
  }

  private static String validName(String label) {
    String name = NOT_IN_NAMES.matcher(label).replaceAll("_");
    return name.isEmpty() || Character.isDigit(name.charAt(0)) ? "_" + name : name;
  }

  private static Map<String, String> annotations(Page page) {
    Page.Alert alert = page.alert();
    Map<String, String> annotations = new TreeMap<>();
    annotations.put("summary", Headline.summary(alert));
    annotations.put("description", description(alert.text()));
    alert.text().runbook().ifPresent(runbook -> annotations.put("runbook_url", runbook));
    alert.text().links().forEach(annotations::putIfAbsent);
    if (page.kind() == Kind.TEST) {
      annotations.put(TEST_ANNOTATION, page.id());
    }
    return annotations;
  }

  private static String description(Page.Text text) {
    return text.details().entrySet().stream()
        .map(detail -> detail.getKey() + ": " + detail.getValue())
        .collect(Collectors.joining("\n"));
  }
}
