package dev.quartermaster.ops.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadConfigurationTest {

  @TempDir Path directory;

  private Written given() {
    return Written.in(directory);
  }

  static Stream<Arguments> values() {
    return Stream.of(
        arguments(
            "http: {port: 99999}",
            "quartermaster.yaml:1: http.port 99999 is out of range; it goes from 0 to 65535"),
        arguments(
            "http: {port: 99999999999999999999}",
            "quartermaster.yaml:1: http.port 99999999999999999999 is out of range; it goes from 0 to 65535"),
        arguments(
            "http: {port: -1}",
            "quartermaster.yaml:1: http.port -1 is out of range; it goes from 0 to 65535"),
        arguments(
            "http:\n  port: https",
            "quartermaster.yaml:2: http.port 'https' is not a whole number; write one from 0 to 65535"),
        arguments(
            "http:\n  port:",
            "quartermaster.yaml:2: http.port has no value; write a whole number from 0 to 65535 or remove the key"),
        arguments(
            "http:\n  port: [80]",
            "quartermaster.yaml:2: http.port is a list where a whole number from 0 to 65535 belongs"),
        arguments(
            "node: {workers: 65}",
            "quartermaster.yaml:1: node.workers 65 is out of range; it goes from 1 to 64"),
        arguments(
            "node: {name: 'hk 1'}",
            "quartermaster.yaml:1: node.name 'hk 1' is not a name; a name has up to 63 letters, digits and . _ - and begins with a letter or digit"),
        arguments(
            "region: ''",
            "quartermaster.yaml:1: region '' is not a name; a name has up to 63 letters, digits and . _ - and begins with a letter or digit"),
        arguments(
            "quota:\n  late-records: 7 days",
            "quartermaster.yaml:2: quota.late-records '7 days' is not a duration; write it as P7D"),
        arguments(
            "quota:\n  late-records: a week",
            "quartermaster.yaml:2: quota.late-records 'a week' is not a duration; write it like PT50S"),
        arguments(
            "quota:\n  late-records: PT0S",
            "quartermaster.yaml:2: quota.late-records 'PT0S' is too short; it is at least PT0.001S"),
        arguments(
            "quota:\n  late-records: P99999D",
            "quartermaster.yaml:2: quota.late-records 'P99999D' is too long; it is at most P3650D"),
        arguments(
            "quota:\n  warn-at:\n    - 80\n    - 800",
            "quartermaster.yaml:4: quota.warn-at 800 is out of range; it goes from 1 to 100"),
        arguments(
            "quota:\n  keep-history: P6D",
            "quartermaster.yaml:2: quota.keep-history P6D is shorter than quota.late-records P7D; periods must be kept while records for them are taken"),
        arguments(
            "quota:\n  late-records: P500D",
            "quartermaster.yaml:2: quota.keep-history P400D is shorter than quota.late-records P500D; periods must be kept while records for them are taken"),
        arguments(
            "quota: {warn-at: 80}",
            "quartermaster.yaml:1: quota.warn-at is '80' where a list, each a whole number from 1 to 100 belongs"),
        arguments(
            "quota: {charged-sources: [console, console]}",
            "quartermaster.yaml:1: quota.charged-sources has console twice; keep one"),
        arguments(
            "quota: {webhook: {url: 'https://x.example/'}}",
            "quartermaster.yaml:1: quota.webhook.url is given without quota.webhook.secret; give both or neither"),
        arguments(
            "quota:\n  webhook:\n    secret: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "quartermaster.yaml:3: quota.webhook.secret is given without quota.webhook.url; give both or neither"),
        arguments(
            "quota: {webhook: {url: 'https://x.example/', secret: open-sesame}}",
            "quartermaster.yaml:1: quota.webhook.secret is not a signing secret: secret 1 is not base64; make one by 'openssl rand -base64 32'"),
        arguments(
            "database: {embedded: yes}",
            "quartermaster.yaml:1: database.embedded 'yes' is neither true nor false"),
        arguments(
            "database: {embedded: false}",
            "quartermaster.yaml:1: database.embedded is false and database.url is not given; give one"),
        arguments(
            "database: {url: 'postgres://ada:pw@db1/quartermaster'}",
            "quartermaster.yaml:1: database.url 'postgres://***@db1/quartermaster' is not a PostgreSQL address for JDBC; write it like jdbc:postgresql://db1:5432/quartermaster"),
        arguments(
            "database: {url: 'jdbc:postgresql://db1:notaport/q?ssl=true'}",
            "quartermaster.yaml:1: database.url 'jdbc:postgresql://db1:notaport/q' is not a PostgreSQL address for JDBC; write it like jdbc:postgresql://db1:5432/quartermaster"),
        arguments(
            "database: {url: 'jdbc:postgresql://ada:p/w@db1/q'}",
            "quartermaster.yaml:1: database.url 'jdbc:postgresql://***@db1/q' is not a PostgreSQL address for JDBC; write it like jdbc:postgresql://db1:5432/quartermaster"),
        arguments(
            "database: {url: 'jdbc:postgresql://db1/q;password=p%zw'}",
            "quartermaster.yaml:1: database.url holds a password, which is not read there; move it to database.password-file"),
        arguments(
            "database: {schema: Quarter-Master}",
            "quartermaster.yaml:1: database.schema 'Quarter-Master' is not a schema's name; write lower-case letters, digits and _, not pg_ first"),
        arguments(
            "http: {tls: {certificate: cert.pem, key: quartermaster.yaml}}",
            "quartermaster.yaml:1: http.tls.certificate 'cert.pem' cannot be read: no such file"),
        arguments(
            "http:\n  tls:\n    key: quartermaster.yaml",
            "quartermaster.yaml:3: http.tls.key is given without http.tls.certificate; give both or neither"),
        arguments(
            "watchdog: {dead-mans-switch: 'hc.example/ping'}",
            "quartermaster.yaml:1: watchdog.dead-mans-switch is not an http or https address; write it like https://example.org/path"),
        arguments(
            "watchdog: {self-test: '0 9 * *'}",
            "quartermaster.yaml:1: watchdog.self-test: cron '0 9 * *' has 4 fields; it needs 6 or 7: second, minute, hour, day of the month, month, day of the week and perhaps a year"));
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        arguments(
            "region: us\n\ndatabase: {pasword: x}",
            "quartermaster.yaml:3: unknown key 'database.pasword'; did you mean 'database.password'?"),
        arguments(
            "databse:\n  url: x",
            "quartermaster.yaml:1: unknown key 'databse'; did you mean 'database'?"),
        arguments(
            "pool-size: 8",
            "quartermaster.yaml:1: unknown key 'pool-size'; did you mean 'database.pool-size'?"),
        arguments(
            "database: {pool_size: 8}",
            "quartermaster.yaml:1: unknown key 'database.pool_size'; did you mean 'database.pool-size'?"),
        arguments(
            "frobnication: 8",
            "quartermaster.yaml:1: unknown key 'frobnication'; the nearest known one is 'region'"),
        arguments(
            "schedules:\n  cpu-reset:\n    batchsize: 8",
            "quartermaster.yaml:3: unknown key 'schedules.cpu-reset.batchsize'; did you mean 'schedules.cpu-reset.batch-size'?"),
        arguments(
            "routes:\n  - {chanels: [log]}\n",
            "quartermaster.yaml:2: unknown key 'routes.1.chanels'; did you mean 'routes.1.channels'?",
            "quartermaster.yaml:2: route 1 needs channels, a list, each a name"),
        arguments(
            "region: us\nregion: eu",
            "quartermaster.yaml:2: key 'region' is given already in line 1; keep one of them"),
        arguments(
            "http:\n  port: 1\n  host: a\n  port: 2",
            "quartermaster.yaml:4: key 'http.port' is given already in line 2; keep one of them"),
        arguments("http: [1]", "quartermaster.yaml:1: http is a list where a map of keys belongs"),
        arguments(
            "- region", "quartermaster.yaml:1: the file is a list where a map of keys belongs"),
        arguments(
            "schedules: [cpu-reset]",
            "quartermaster.yaml:1: schedules is a list where a map from names belongs"),
        arguments(
            "routes: {channels: [log]}",
            "quartermaster.yaml:1: routes is a map where a list belongs"),
        arguments(
            "schedules: {cpu-reset: PT1M}",
            "quartermaster.yaml:1: schedule 'cpu-reset' is 'PT1M' where a map of keys belongs"),
        arguments(
            "monitors: {Backup: {every: PT1H, ping-key: b}}",
            "quartermaster.yaml:1: monitor 'Backup': a name has up to 63 lower-case letters, digits and hyphens, no hyphen first"),
        arguments(
            "? [region]\n: us",
            "quartermaster.yaml:1: a list or a map stands where a key belongs; a key is one word"));
  }

  static Stream<Arguments> schedules() {
    return Stream.of(
        arguments(
            "schedules:\n  cpu-reset:\n    cron: '0 0 25 * * ?'",
            "quartermaster.yaml:3: schedule 'cpu-reset': cron '0 0 25 * * ?' has hour 25; hours go from 0 to 23"),
        arguments(
            "schedules:\n  cpu-reset:\n    time-budget: 50s",
            "quartermaster.yaml:3: schedule 'cpu-reset': time-budget '50s' is not a duration; write it as PT50S"),
        arguments(
            "schedules: {cpu-reset: {batch-size: 0}}",
            "quartermaster.yaml:1: schedule 'cpu-reset': batch-size 0 is out of range; it goes from 1 to 1000000"),
        arguments(
            "schedules: {cpu-reset: {batch-size: 1000001}}",
            "quartermaster.yaml:1: schedule 'cpu-reset': batch-size 1000001 is out of range; it goes from 1 to 1000000"),
        arguments(
            "schedules: {cpu-reset: {workers: 65}}",
            "quartermaster.yaml:1: schedule 'cpu-reset': workers 65 is out of range; it goes from 1 to 64"),
        arguments(
            "schedules: {cpu-reset: {catch-up: all}}",
            "quartermaster.yaml:1: schedule 'cpu-reset': catch-up 'all' is not one of coalesce, backfill, skip"),
        arguments(
            "schedules:\n  cpu-reset:\n    every: PT1M\n    cron: '0 * * * * ?'",
            "quartermaster.yaml:4: schedule 'cpu-reset': every and cron are given together; keep one of them"),
        arguments(
            "schedules:\n  cpu-reset:\n    every: PT1M\n    cron: '0 * * * * ?'\n    crontab: '* * * * *'",
            "quartermaster.yaml:5: schedule 'cpu-reset': every, cron and crontab are given together; keep one of them"),
        arguments(
            "schedules:\n  cpu-reset:\n    zone: Europe/Londn",
            "quartermaster.yaml:3: schedule 'cpu-reset': zone 'Europe/Londn' is not a time zone; did you mean 'Europe/London'?"),
        arguments(
            "schedules:\n  cpu-reset:\n    max-runtime: PT30S",
            "quartermaster.yaml:3: schedule 'cpu-reset': time-budget PT50S is longer than max-runtime PT30S; a run would be stopped before it hands over"),
        arguments(
            "schedules:\n  cpu-reset:\n    kind: built-in\n    statement: DELETE",
            "quartermaster.yaml:4: schedule 'cpu-reset' is of kind 'built-in', which takes no key 'statement'; remove it"),
        arguments(
            "schedules: {cpu-reset: {kind: command, argv: [x]}}",
            "quartermaster.yaml:1: schedule 'cpu-reset' is built in and cannot be of kind 'command'; give yours another name"),
        arguments(
            "schedules: {mine: {kind: built-in, every: PT1M}}",
            "quartermaster.yaml:1: schedule 'mine': no built-in schedule has this name; the nearest known one is 'drill'"),
        arguments(
            "schedules:\n  cpu-rest: {every: PT1M}",
            "quartermaster.yaml:2: schedule 'cpu-rest' needs kind, one of built-in, sql, http, command, java; or did you mean the built-in 'cpu-reset'?"),
        arguments(
            "schedules: {purge: {kind: sql, statement: DELETE}}",
            "quartermaster.yaml:1: schedule 'purge' of kind 'sql' needs every, cron or crontab"),
        arguments(
            "schedules: {purge: {kind: sql, every: PT1M}}",
            "quartermaster.yaml:1: schedule 'purge' of kind 'sql' needs statement, a text"),
        arguments(
            "schedules: {warm: {kind: http, every: PT1M, url: 'ftp://x'}}",
            "quartermaster.yaml:1: schedule 'warm': url 'ftp://x' is not an http or https address; write it like https://example.org/path"),
        arguments(
            "schedules: {report: {kind: command, every: PT1M, argv: []}}",
            "quartermaster.yaml:1: schedule 'report': argv is an empty list; name at least one"),
        arguments(
            "schedules: {report: {kind: command, every: PT1M, argv: [x], env: {A: [1]}}}",
            "quartermaster.yaml:1: schedule 'report': env has a list under 'A' where a text belongs"));
  }

  static Stream<Arguments> paging() {
    return Stream.of(
        arguments(
            "channels: {chat: {type: slak}}",
            "quartermaster.yaml:1: channel 'chat': type 'slak' is not one of pagerduty, alertmanager, slack, webhook, email, command, log"),
        arguments(
            "channels: {chat: {}}",
            "quartermaster.yaml:1: channel 'chat' needs type, one of pagerduty, alertmanager, slack, webhook, email, command, log"),
        arguments(
            "channels:\n  chat:\n    type: slack",
            "quartermaster.yaml:2: channel 'chat' of type 'slack' needs url or url-file"),
        arguments(
            "channels: {log: {type: log, url: 'https://x.example/'}}",
            "quartermaster.yaml:1: channel 'log' is of type 'log', which takes no key 'url'; remove it"),
        arguments(
            "channels: {mail: {type: email, host: m, from: a@b.example, to: [oncall]}}",
            "quartermaster.yaml:1: channel 'mail': to 'oncall' is not a mail address; write it like oncall@example.org"),
        arguments(
            "channels: {hook: {type: webhook, url: 'https://x.example/', secret: open-sesame}}",
            "quartermaster.yaml:1: channel 'hook': secret is not a signing secret: secret 1 is not base64; make one by 'openssl rand -base64 32'"),
        arguments(
            "channels: {hook: {type: webhook, url: 'https://x.example/', secret: MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, secret-file: b}}",
            "quartermaster.yaml:1: channel 'hook': secret and secret-file are given together; keep one of them"),
        arguments(
            "channels: {chat: {type: log}}\nroutes:\n  - channels: [chat]\n  - channels: [chet]",
            "quartermaster.yaml:4: route 2: no channel is named 'chet'; did you mean 'chat'?"),
        arguments(
            "routes: [{channels: [chat]}]",
            "quartermaster.yaml:1: route 1: no channel is named 'chat'; declare it under channels"),
        arguments(
            "monitors: {backup: {ping-key: b}}",
            "quartermaster.yaml:1: monitor 'backup' needs every, cron or crontab"),
        arguments(
            "monitors:\n  backup: {every: P1D, ping-key: b}\n  copy: {every: P1D, ping-key: b}",
            "quartermaster.yaml:3: monitor 'copy': ping-key 'b' is also that of monitor 'backup'; give each its own"),
        arguments(
            "monitors: {backup: {crontab: '0 24 * * *', ping-key: b}}",
            "quartermaster.yaml:1: monitor 'backup': crontab '0 24 * * *' has hour 24; hours go from 0 to 23"));
  }

  @ParameterizedTest
  @MethodSource({"values", "schedules", "paging"})
  void a_bad_value_is_named_with_its_line_and_a_mend(String yaml, String message) {
    assertThat(given().yaml(yaml).problems()).containsExactly(message);
  }

  static Stream<Arguments> syntax() {
    return Stream.of(
        arguments(
            "http:\n\tport: 1",
            "quartermaster.yaml:2: a tab stands where YAML wants spaces; indent with spaces"),
        arguments(
            "http: {port: 1",
            "quartermaster.yaml:1: this is not YAML: expected ',' or '}', but got <stream end>"),
        arguments(
            "region: us\nnode: a: b",
            "quartermaster.yaml:2: this is not YAML: mapping values are not allowed here"),
        arguments(
            "region: us\n---\nregion: eu",
            "quartermaster.yaml:2: this is not YAML: but found another document"),
        arguments(
            "region: us\nnode: {name: a\u0007}",
            "quartermaster.yaml:2: the character U+0007 may not stand in YAML; remove it"),
        arguments(
            "http: &loop\n  host: *loop",
            "quartermaster.yaml:1: 'http' contains itself; write it without an alias"));
  }

  @ParameterizedTest
  @MethodSource("syntax")
  void a_file_that_is_not_yaml_is_named_with_its_line(String yaml, String message) {
    assertThat(given().yaml(yaml).problems()).containsExactly(message);
  }

  @ParameterizedTest
  @MethodSource("keys")
  void a_key_out_of_place_is_named_with_its_line_and_the_nearest(String yaml, String first) {
    assertThat(given().yaml(yaml).problems()).first().isEqualTo(first);
  }

  @Test
  void a_misspelt_key_that_was_required_is_two_problems() {
    Written written = given().yaml("channels: {log: {type: log}}\nroutes:\n  - chanels: [log]\n");

    assertThat(written.problems())
        .containsExactly(
            "quartermaster.yaml:3: unknown key 'routes.1.chanels'; did you mean 'routes.1.channels'?",
            "quartermaster.yaml:3: route 1 needs channels, a list, each a name");
  }

  @Test
  void all_problems_are_told_at_once_in_the_order_of_the_file() {
    Written written =
        given()
            .yaml(
                """
                regoin: us
                http: {port: 70000}
                schedules:
                  cpu-reset: {cron: "0 0 25 * * ?", time-budget: 50s}
                  purge: {kind: sql}
                channels:
                  chat: {type: slack, url-file: none.txt}
                """)
            .under("QUARTERMASTER_NODE_WORKERS", "many");

    assertThat(written.problems())
        .containsExactly(
            "quartermaster.yaml:1: unknown key 'regoin'; did you mean 'region'?",
            "quartermaster.yaml:2: http.port 70000 is out of range; it goes from 0 to 65535",
            "quartermaster.yaml:4: schedule 'cpu-reset': time-budget '50s' is not a duration; write it as PT50S",
            "quartermaster.yaml:4: schedule 'cpu-reset': cron '0 0 25 * * ?' has hour 25; hours go from 0 to 23",
            "quartermaster.yaml:5: schedule 'purge' of kind 'sql' needs every, cron or crontab",
            "quartermaster.yaml:5: schedule 'purge' of kind 'sql' needs statement, a text",
            "quartermaster.yaml:7: channel 'chat': url-file 'none.txt' cannot be read: no such file",
            "environment QUARTERMASTER_NODE_WORKERS: node.workers 'many' is not a whole number; write one from 1 to 64");
  }

  @Test
  void a_missing_file_says_so() {
    assertThat(given().problems())
        .containsExactly(
            "quartermaster.yaml: the configuration cannot be read: no such file; an empty file would do");
  }

  @Test
  void a_file_in_another_encoding_is_named_with_the_line_of_its_first_bad_byte() {
    byte[] latin = "# ok\nregion: us # caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(given().with("quartermaster.yaml", latin).problems())
        .containsExactly("quartermaster.yaml:2: byte 0xE9 is not UTF-8; save the file as UTF-8");
  }

  @Test
  void aliases_of_aliases_cost_no_more_than_they_are_long() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i <= 60; i++) {
      yaml.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
    }

    assertThat(given().yaml(yaml.toString()).problems()).hasSize(61);
  }

  @Test
  void brackets_without_end_are_refused() {
    assertThat(given().yaml("region: " + "[".repeat(500_000)).problems())
        .containsExactly(
            "quartermaster.yaml: lists or maps are nested too deeply; two levels suffice");
  }
}
