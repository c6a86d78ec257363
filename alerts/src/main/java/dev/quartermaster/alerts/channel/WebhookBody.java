package dev.quartermaster.alerts.channel;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A page as JSON, for those who write their own receiver. Keys are added to, never renamed. */
record WebhookBody(String type, String timestamp, Data data) {

  record Data(
      String id,
      String name,
      String state,
      String severity,
      String summary,
      Map<String, String> details,
      Map<String, String> labels,
      @Nullable String runbook,
      @JsonProperty("started_at") String startedAt,
      @JsonProperty("dedup_key") String dedupKey,
      Map<String, String> links) {}

  static String of(Page page) {
    Page.Alert alert = page.alert();
    Page.Text text = alert.text();
    Data data =
        new Data(
            alert.id(),
            alert.name(),
            alert.state(),
            alert.severity().word(),
            text.summary(),
            text.details(),
            text.labels(),
            text.runbook().orElse(null),
            alert.startedAt().toString(),
            alert.dedupKey(),
            text.links());
    return Json.of(new WebhookBody("alert." + page.kind().word(), page.at().toString(), data));
  }
}
