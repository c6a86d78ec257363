package dev.quartermaster.ops.detect;

import dev.quartermaster.alerts.channel.RealAlertmanager;
import java.nio.file.Path;
import java.util.List;

/** Debian's Alertmanager, and the webhook that it tells. */
final class Duty implements Receiver {

  /** As the documentation has it; and what rules of Prometheus tell is not waited for either. */
  private static final String CONFIGURATION =
      """
      route:
        receiver: oncall
        group_by: [alertname]
        group_wait: 1s
        routes:
          - matchers: [dedup_key =~ "quartermaster/.+", severity = "critical"]
            receiver: oncall
            group_by: [dedup_key]
            group_wait: 1s
            group_interval: 1m
            repeat_interval: 1h
      receivers:
        - name: oncall
          webhook_configs: [{url: "%s"}]
      """;

  private final Hook hook = new Hook();
  private final RealAlertmanager alertmanager;

  Duty(Path directory) {
    alertmanager = RealAlertmanager.start(directory, CONFIGURATION.formatted(hook.url()));
  }

  int port() {
    return alertmanager.url().getPort();
  }

  @Override
  public String channel() {
    return "{type: alertmanager, urls: [\"%s\"]}".formatted(alertmanager.url());
  }

  @Override
  public List<Taken> pages() {
    return hook.told(true);
  }

  /** What rules of Prometheus told through it. */
  List<Taken> byRules() {
    return hook.told(false);
  }

  @Override
  public void close() {
    alertmanager.close();
    hook.close();
  }
}
