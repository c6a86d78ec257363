package dev.quartermaster.ops.config;

import java.util.HashMap;
import java.util.Map;

/** Rules between keys; each key by itself was checked by its type. */
final class CheckSettings {

  private final Settings settings;
  private final Findings findings;

  private CheckSettings(Settings settings, Findings findings) {
    this.settings = settings;
    this.findings = findings;
  }

  static void check(Settings settings, Findings findings) {
    CheckSettings checks = new CheckSettings(settings, findings);
    checks.database();
    checks.tls();
    checks.webhook();
    checks.keeping();
    settings.in(Section.SCHEDULES).forEach(schedule -> CheckSchedule.check(schedule, findings));
    checks.monitors();
    CheckPaging.check(settings, findings);
  }

  private void database() {
    Entry top = settings.top();
    boolean isOff = top.find(Keys.DATABASE_EMBEDDED).filter(embedded -> !embedded).isPresent();
    if (isOff && top.isUnset(Keys.DATABASE_URL)) {
      findings.problem(
          top.originOf(Keys.DATABASE_EMBEDDED).orElse(top.origin()),
          "database.embedded is false and database.url is not given; give one");
    }
  }

  private void tls() {
    Entry top = settings.top();
    together(top, Keys.HTTP_TLS_CERTIFICATE, Keys.HTTP_TLS_KEY);
    together(top, Keys.HTTP_TLS_KEY, Keys.HTTP_TLS_CERTIFICATE);
  }

  private void webhook() {
    Entry top = settings.top();
    together(top, Keys.QUOTA_WEBHOOK_URL, Keys.QUOTA_WEBHOOK_SECRET);
    together(top, Keys.QUOTA_WEBHOOK_SECRET, Keys.QUOTA_WEBHOOK_URL);
  }

  private void keeping() {
    Entry top = settings.top();
    top.find(Keys.QUOTA_KEEP_HISTORY)
        .filter(
            keep ->
                top.find(Keys.QUOTA_LATE_RECORDS).filter(l -> keep.compareTo(l) < 0).isPresent())
        .ifPresent(
            keep ->
                findings.problem(
                    top.originOf(
                            top.isGiven(Keys.QUOTA_KEEP_HISTORY)
                                ? Keys.QUOTA_KEEP_HISTORY
                                : Keys.QUOTA_LATE_RECORDS)
                        .orElse(top.origin()),
                    "quota.keep-history %s is shorter than quota.late-records %s; periods must be kept while records for them are taken"
                        .formatted(
                            Durations.show(keep),
                            Durations.show(top.get(Keys.QUOTA_LATE_RECORDS)))));
  }

  private void together(Entry top, Key<?> given, Key<?> other) {
    if (top.find(given).isPresent() && top.isUnset(other)) {
      findings.problem(
          top.originOf(given).orElse(top.origin()),
          "%s is given without %s; give both or neither".formatted(given.name(), other.name()));
    }
  }

  private void monitors() {
    Map<String, Entry> byPingKey = new HashMap<>();
    for (Entry monitor : settings.in(Section.MONITORS)) {
      CheckMonitor.check(monitor, findings);
      monitor
          .find(PagingKeys.MONITOR_PING_KEY)
          .ifPresent(
              pingKey -> {
                Entry first = byPingKey.putIfAbsent(pingKey, monitor);
                if (first != null) {
                  samePingKey(monitor, first, pingKey);
                }
              });
    }
  }

  private void samePingKey(Entry monitor, Entry first, String pingKey) {
    findings.problem(
        monitor.originOf(PagingKeys.MONITOR_PING_KEY).orElse(monitor.origin()),
        "%sping-key '%s' is also that of %s; give each its own"
            .formatted(monitor.place().subject(), pingKey, first.place().entry()));
  }
}
