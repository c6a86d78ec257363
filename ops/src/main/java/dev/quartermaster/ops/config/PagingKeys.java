package dev.quartermaster.ops.config;

import static dev.quartermaster.ops.config.Addresses.mail;
import static dev.quartermaster.ops.config.Addresses.secretUrl;
import static dev.quartermaster.ops.config.Addresses.url;
import static dev.quartermaster.ops.config.Signing.signingSecret;
import static dev.quartermaster.ops.config.Types.anyText;
import static dev.quartermaster.ops.config.Types.arguments;
import static dev.quartermaster.ops.config.Types.duration;
import static dev.quartermaster.ops.config.Types.name;
import static dev.quartermaster.ops.config.Types.oneOf;
import static dev.quartermaster.ops.config.Types.oneOrMore;
import static dev.quartermaster.ops.config.Types.secret;
import static dev.quartermaster.ops.config.Types.text;
import static dev.quartermaster.ops.config.Types.texts;
import static dev.quartermaster.ops.config.Types.wholeNumber;

import dev.quartermaster.alerts.channel.Severity;
import dev.quartermaster.alerts.timetable.Window;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The keys of monitors, channels and routes. A new key is one declaration here. */
final class PagingKeys {

  static final KeyTable MONITORS = new KeyTable();
  static final KeyTable CHANNELS = new KeyTable();
  static final KeyTable ROUTES = new KeyTable();

  static final TimetableKeys MONITOR_WHEN =
      TimetableKeys.in(Section.MONITORS, MONITORS, "Expected this long after the last ping.");
  static final Key<Duration> MONITOR_GRACE =
      MONITORS.add(
          Key.of(Section.MONITORS, "grace", duration(), "How late a ping may be.")
              .initially("PT10M"));
  static final Key<String> MONITOR_PING_KEY =
      MONITORS.add(
          Key.of(Section.MONITORS, "ping-key", name(), "The last part of the address to ping.")
              .example("nightly-backup")
              .required());
  static final Key<Duration> MONITOR_FINISH_WITHIN =
      MONITORS.add(
          Key.of(
                  Section.MONITORS,
                  "finish-within",
                  duration(),
                  "How long a run may take whose start was pinged.")
              .initially("PT1H"));
  static final Key<List<Window>> MONITOR_MAINTENANCE =
      MONITORS.add(CalendarKeys.maintenance(Section.MONITORS));
  static final Key<Severity> MONITOR_SEVERITY =
      MONITORS.add(
          Key.of(Section.MONITORS, "severity", oneOf(Severity.class), "How much it matters.")
              .initially("critical"));
  static final Key<String> MONITOR_OWNER =
      MONITORS.add(
          Key.of(Section.MONITORS, "owner", anyText(), "Who is asked when it breaks.")
              .initially("\"\""));
  static final Key<String> MONITOR_RUNBOOK =
      MONITORS.add(
          Key.of(
                  Section.MONITORS,
                  "runbook",
                  anyText(),
                  "Where the mend is written; a link or a path.")
              .initially("\"\""));

  static final Key<String> TYPE =
      CHANNELS.add(
          channel(
                  "type",
                  oneOf("pagerduty", "alertmanager", "slack", "webhook", "email", "command", "log"),
                  "What takes the page.")
              .example("log")
              .required());
  static final Key<Secret> URL =
      CHANNELS.add(
          channel("url", secretUrl(), "Where the page is sent.")
              .example("https://example.org/page")
              .required()
              .onlyFor("pagerduty", "slack", "webhook"));
  static final Key<Secret> ROUTING_KEY =
      CHANNELS.add(
          channel("routing-key", secret(), "The integration's key.")
              .example("change-me")
              .required()
              .onlyFor("pagerduty"));
  static final Key<List<URI>> URLS =
      CHANNELS.add(
          channel("urls", oneOrMore(url()), "Every Alertmanager of the cluster.")
              .example("[\"http://am1:9093\"]")
              .required()
              .onlyFor("alertmanager"));
  static final Key<Secret> SECRET =
      CHANNELS.add(
          channel(
                  "secret",
                  signingSecret(),
                  "Signs each request; of several, separated by spaces, a receiver needs to know one.")
              .example("whsec_ZXhhbXBsZS1vbmx5LW1ha2UtYW4tb3duLW9uZQ==")
              .onlyFor("webhook"));
  static final Key<String> HOST =
      CHANNELS.add(
          channel("host", text(), "The mail server.")
              .example("mail.example.org")
              .required()
              .onlyFor("email"));
  static final Key<Integer> PORT =
      CHANNELS.add(
          channel("port", wholeNumber(1, 65_535), "The mail server's port.")
              .initially("587")
              .onlyFor("email"));
  static final Key<String> USER =
      CHANNELS.add(
          channel("user", text(), "Who logs in; nobody does without it.")
              .example("quartermaster")
              .onlyFor("email"));
  static final Key<Secret> PASSWORD =
      CHANNELS.add(
          channel("password", secret(), "The user's password.")
              .example("change-me")
              .onlyFor("email"));
  static final Key<String> FROM =
      CHANNELS.add(
          channel("from", mail(), "The sender.")
              .example("quartermaster@example.org")
              .required()
              .onlyFor("email"));
  static final Key<List<String>> TO =
      CHANNELS.add(
          channel("to", oneOrMore(mail()), "Who is told.")
              .example("[oncall@example.org]")
              .required()
              .onlyFor("email"));
  static final Key<List<String>> ARGV =
      CHANNELS.add(
          channel("argv", arguments(), "The program and its arguments; the page is on its input.")
              .example("[/usr/local/bin/page-me]")
              .required()
              .onlyFor("command"));

  static final Key<Map<String, String>> ROUTE_MATCH =
      ROUTES.add(
          route("match", texts(), "Labels an alert must have; without it, every alert matches.")
              .initially("{}"));
  static final Key<List<String>> ROUTE_CHANNELS =
      ROUTES.add(
          route("channels", oneOrMore(name()), "Tried in this order.")
              .example("[log-example]")
              .required());
  static final Key<Duration> ROUTE_REPEAT =
      ROUTES.add(
          route("repeat", duration(), "How long until an open alert is sent again.")
              .initially("PT1H"));
  static final Key<Duration> ROUTE_ESCALATE_AFTER =
      ROUTES.add(
          route("escalate-after", duration(), "Without an answer, the next channel is tried.")
              .initially("PT10M"));

  private PagingKeys() {}

  private static <T> Key<T> channel(String name, Type<T> type, String meaning) {
    return Key.of(Section.CHANNELS, name, type, meaning);
  }

  private static <T> Key<T> route(String name, Type<T> type, String meaning) {
    return Key.of(Section.ROUTES, name, type, meaning);
  }
}
