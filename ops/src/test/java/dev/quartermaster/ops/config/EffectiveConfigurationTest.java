package dev.quartermaster.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.ops.config.EffectiveConfiguration.Line;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveConfigurationTest {

  @TempDir Path directory;

  @Test
  void each_key_says_where_its_value_came_from() {
    List<Line> lines =
        Written.in(directory)
            .yaml("region: us\nschedules:\n  cpu-reset:\n    cron: 0 * * * * ?\n")
            .under("QUARTERMASTER_HTTP_PORT", "0")
            .effective()
            .lines();

    assertThat(lines)
        .contains(
            new Line("region", "us", "quartermaster.yaml:1"),
            new Line("node.name", "hk-1", "default"),
            new Line("database.url", "(not set)", "default"),
            new Line("database.embedded", "true", "default"),
            new Line("http.port", "0", "environment QUARTERMASTER_HTTP_PORT"),
            new Line("quota.late-records", "P7D", "default"),
            new Line("schedules.cpu-reset.cron", "\"0 * * * * ?\"", "quartermaster.yaml:4"),
            new Line("schedules.cpu-reset.batch-size", "5000", "default"))
        .noneMatch(line -> line.key().equals("schedules.cpu-reset.every"));
  }

  @Test
  void secrets_are_masked_wherever_they_come_from() {
    List<Line> lines =
        Written.in(directory)
            .with("chat.url", "https://chat.example/s3cret")
            .with("signing.secret", "s3cret" + "A".repeat(34))
            .yaml(
                """
                database: {url: "jdbc:postgresql://db1/q?ssl=true&sslpassword=s3cret%25&x=y"}
                channels:
                  chat: {type: slack, url-file: chat.url}
                  hook: {type: webhook, url: "https://x.example/s3cret", secret: s3cretAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA}
                quota: {webhook: {url: "https://mail.example/s3cret", secret-file: signing.secret}}
                watchdog: {dead-mans-switch: "https://hc.example/s3cret"}
                """)
            .under("QUARTERMASTER_DATABASE_PASSWORD", "s3cret")
            .effective()
            .lines();

    assertThat(lines)
        .contains(
            new Line(
                "database.url",
                "\"jdbc:postgresql://db1/q?ssl=true&sslpassword=***\"",
                "quartermaster.yaml:1"),
            new Line("database.password", "***", "environment QUARTERMASTER_DATABASE_PASSWORD"),
            new Line("channels.chat.url", "***", "quartermaster.yaml:3"),
            new Line("channels.hook.secret", "***", "quartermaster.yaml:4"),
            new Line("quota.webhook.url", "***", "quartermaster.yaml:5"),
            new Line("quota.webhook.secret", "***", "quartermaster.yaml:5"),
            new Line("watchdog.dead-mans-switch", "***", "quartermaster.yaml:6"));
    assertThat(lines.toString()).doesNotContain("s3cret");
  }

  @Test
  void no_key_is_shown_twice() {
    Set<String> seen = new HashSet<>();

    assertThat(Written.in(directory).yaml("").effective().lines())
        .allMatch(line -> seen.add(line.key()));
  }
}
