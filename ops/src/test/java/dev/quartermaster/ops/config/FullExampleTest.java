package dev.quartermaster.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullExampleTest {

  private static final String YAML =
      """
      region: us                                   # shown everywhere; a database belongs to one region and refuses another's nodes
      node: {name: hk-1, workers: 4}               # default name: host name
      database: {url: "jdbc:postgresql://db1:5432/quartermaster", user: quartermaster, password-file: db.pw, pool-size: 8}   # or password:
      http: {host: 127.0.0.1, port: 8080, tls: {certificate: cert.pem, key: key.pem}}
      quota:
        charged-sources: [console, scheduled-task, always-on, notebook]     # every other source is metered only
        late-records: P7D
        warn-at: [80, 100]                         # per cent of the allowance
        webhook: {url: "https://example.org/quota", secret-file: signing.secret}
      schedules:                                   # built-in ones are there by default and can be overridden key by key
        cpu-reset: {every: PT1M, batch-size: 5000, workers: 2, time-budget: PT50S, catch-up: coalesce}
        purge-sessions: {kind: sql, cron: "0 30 3 * * ?", zone: Europe/London, statement: "DELETE …", catch-up: skip, owner: web, runbook: "https://…"}
        nightly-report: {kind: command, crontab: "15 4 * * 1-5", argv: [/usr/local/bin/report], max-runtime: PT30M}
        warm-cache: {kind: http, every: PT5M, url: "https://example.org/warm", expect: 200}
      monitors:                                    # jobs that run elsewhere and ping
        backup: {crontab: "0 2 * * *", zone: UTC, grace: PT10M, ping-key: nightly-backup}
      channels:
        pager:  {type: pagerduty, url: "https://example.org/v2/enqueue", routing-key-file: routing.key}
        am:     {type: alertmanager, urls: ["http://am1:9093"]}
        chat:   {type: slack, url-file: slack.url}
        hook:   {type: webhook, url: "http://127.0.0.1:9000/page", secret-file: hook.secret}
        mail:   {type: email, host: mail.example.org, port: 587, from: qm@example.org, to: [oncall@example.org]}
        script: {type: command, argv: [/usr/local/bin/page-me]}
        log:    {type: log}
      routes:                                      # first match wins
        - {match: {severity: critical}, channels: [pager, hook, mail], repeat: PT1H, escalate-after: PT10M}
        - {channels: [chat, log]}
      watchdog: {dead-mans-switch: "https://hc.example/ping/abc", self-test: "0 0 9 * * ?"}
      """;

  @TempDir Path directory;

  private Written written = Written.in(Path.of(""));

  @BeforeEach
  void write() {
    written =
        Written.in(directory)
            .with("db.pw", "database-pw\n")
            .with("cert.pem", "certificate")
            .with("key.pem", "key")
            .with("routing.key", "routing\r\n")
            .with("slack.url", "https://hooks.example/T0/B0\n")
            .with("hook.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
            .with("signing.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
            .yaml(YAML);
  }

  @Test
  void the_full_example_is_valid() {
    assertThat(written.problems()).isEmpty();
  }

  @Test
  void the_full_example_gives_every_channel_its_type() {
    assertThat(written.read().channels())
        .containsExactly(
            Map.entry(
                "pager",
                new Channel.PagerDuty(
                    "pager", new Secret("https://example.org/v2/enqueue"), new Secret("routing"))),
            Map.entry("am", new Channel.Alertmanager("am", List.of(URI.create("http://am1:9093")))),
            Map.entry("chat", new Channel.Slack("chat", new Secret("https://hooks.example/T0/B0"))),
            Map.entry(
                "hook",
                new Channel.Webhook(
                    "hook",
                    new Secret("http://127.0.0.1:9000/page"),
                    Optional.of(new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))),
            Map.entry(
                "mail",
                new Channel.Email(
                    "mail",
                    new Channel.MailServer(
                        "mail.example.org", 587, Optional.empty(), Optional.empty()),
                    "qm@example.org",
                    List.of("oncall@example.org"))),
            Map.entry("script", new Channel.Command("script", List.of("/usr/local/bin/page-me"))),
            Map.entry("log", new Channel.Log("log")));
  }

  @Test
  void the_full_example_gives_routes_in_order() {
    assertThat(written.read().routes())
        .containsExactly(
            new Configuration.Route(
                Map.of("severity", "critical"),
                List.of("pager", "hook", "mail"),
                Duration.ofHours(1),
                Duration.ofMinutes(10)),
            new Configuration.Route(
                Map.of(), List.of("chat", "log"), Duration.ofHours(1), Duration.ofMinutes(10)));
  }

  @Test
  void the_full_example_gives_the_rest_as_written() {
    Configuration read = written.read();

    assertThat(read.schedules().keySet())
        .containsExactly(
            "cpu-reset",
            "plan-changes",
            "usage-rollup",
            "usage-retention",
            "run-retention",
            "tarpit-sweep",
            "canary",
            "drill",
            "certificate-expiry",
            "standby-ready",
            "expire-unregistered",
            "purge-sessions",
            "nightly-report",
            "warm-cache");
    assertThat(read.http().tls())
        .contains(
            new Configuration.Tls(directory.resolve("cert.pem"), directory.resolve("key.pem")));
    assertThat(read.database().password()).contains(new Secret("database-pw"));
    assertThat(read.database().embedded()).isFalse();
    assertThat(read.quota().webhook())
        .contains(
            new Configuration.Webhook(
                new Secret("https://example.org/quota"),
                new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));
    assertThat(read.monitors()).containsOnlyKeys("backup");
    assertThat(read.watchdog().deadMansSwitch())
        .contains(new Secret("https://hc.example/ping/abc"));
    assertThat(read.watchdog().selfTest()).isPresent();
  }
}
