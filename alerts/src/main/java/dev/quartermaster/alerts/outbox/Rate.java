package dev.quartermaster.alerts.outbox;

import java.time.Duration;

/** At most so many pages in any such time, from one node over one channel. */
public record Rate(int most, Duration in) {

  /** Half of what PagerDuty takes from a key. */
  public static final Rate PAGERDUTY = new Rate(60, Duration.ofMinutes(1));

  /** What Slack's incoming webhooks allow. */
  public static final Rate SLACK = new Rate(1, Duration.ofSeconds(1));

  /** For what sets no limit of its own: a storm of alerts does not become one of requests. */
  public static final Rate USUAL = new Rate(10, Duration.ofSeconds(1));
}
