package dev.quartermaster.alerts.channel;

import dev.quartermaster.alerts.channel.Page.Kind;

/** The one line by which a person knows a page. */
final class Headline {

  private Headline() {}

  /** Like {@code [FIRING] critical: cpu-reset has not fired for 3 minutes}. */
  static String of(Page page) {
    return "%s %s: %s"
        .formatted(mark(page.kind()), page.alert().severity().word(), summary(page.alert()));
  }

  static String mark(Kind kind) {
    return "[" + kind.name() + "]";
  }

  /** Never empty: providers refuse that. */
  static String summary(Page.Alert alert) {
    String summary = Words.line(alert.text().summary());
    return summary.isEmpty() ? Words.line(alert.name()) : summary;
  }
}
