package dev.quartermaster.ops.config;

import static dev.quartermaster.ops.config.Addresses.database;
import static dev.quartermaster.ops.config.Addresses.directory;
import static dev.quartermaster.ops.config.Addresses.file;
import static dev.quartermaster.ops.config.Addresses.secretUrl;
import static dev.quartermaster.ops.config.Addresses.url;
import static dev.quartermaster.ops.config.Signing.signingSecret;
import static dev.quartermaster.ops.config.Types.duration;
import static dev.quartermaster.ops.config.Types.listOf;
import static dev.quartermaster.ops.config.Types.name;
import static dev.quartermaster.ops.config.Types.secret;
import static dev.quartermaster.ops.config.Types.text;
import static dev.quartermaster.ops.config.Types.wholeNumber;
import static dev.quartermaster.ops.config.Types.yesOrNo;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The keys at the top of the file. A new key is one declaration here. */
final class Keys {

  private static final KeyTable TABLE = new KeyTable();

  static final Key<String> REGION =
      add(
          top("region", name(), "Shown everywhere; a database refuses another region's nodes.")
              .initially("local"));

  static final Key<String> NODE_NAME =
      add(
          top("node.name", name(), "This node's name in the cluster; by default the host's name.")
              .example("hk-1"));
  static final Key<Integer> NODE_WORKERS =
      add(
          top("node.workers", wholeNumber(1, 64), "Threads that run schedules on this node.")
              .initially("4"));
  static final Key<Path> NODE_JOBS =
      add(
          top("node.jobs", directory(), "The jars with this installation's own jobs, kind java.")
              .example("jobs"));
  static final Key<Duration> NODE_MAX_CLOCK_SKEW =
      add(
          top(
                  "node.max-clock-skew",
                  duration(),
                  "A clock further than this from the database's is refused, and later an alert.")
              .initially("PT5S"));

  static final Key<String> DATABASE_URL =
      add(
          top("database.url", database(), "The PostgreSQL to use; the embedded one without it.")
              .example("jdbc:postgresql://db1:5432/quartermaster"));
  static final Key<String> DATABASE_USER =
      add(top("database.user", text(), "Who logs in.").initially("quartermaster"));
  static final Key<Secret> DATABASE_PASSWORD =
      add(top("database.password", secret(), "Its password.").example("change-me"));
  static final Key<Integer> DATABASE_POOL_SIZE =
      add(
          top("database.pool-size", wholeNumber(2, 200), "Connections of this node, at most.")
              .initially("8"));
  static final Key<String> DATABASE_SCHEMA =
      add(
          top("database.schema", Types.identifier(), "The schema that holds every table.")
              .initially("quartermaster"));
  static final Key<Boolean> DATABASE_EMBEDDED =
      add(
          top(
                  "database.embedded",
                  yesOrNo(),
                  "Starts a PostgreSQL inside the data directory; by default when no url is given.")
              .example("true"));

  static final Key<String> HTTP_HOST =
      add(top("http.host", text(), "The address to listen on.").initially("127.0.0.1"));
  static final Key<Integer> HTTP_PORT =
      add(
          top("http.port", wholeNumber(0, 65_535), "API and dashboard; 0 takes any free port.")
              .initially("8080"));
  static final Key<Path> HTTP_TLS_CERTIFICATE =
      add(top("http.tls.certificate", file(), "Certificate chain, PEM.").example("cert.pem"));
  static final Key<Path> HTTP_TLS_KEY =
      add(top("http.tls.key", file(), "The certificate's private key, PEM.").example("key.pem"));
  static final Key<Integer> HTTP_RATE_LIMIT =
      add(
          top(
                  "http.rate-limit",
                  wholeNumber(0, 100_000),
                  "Requests a minute to /api/v0 for each token, endpoint and node; 0 for any number.")
              .initially("40"));

  static final Key<List<String>> QUOTA_CHARGED_SOURCES =
      add(
          top(
                  "quota.charged-sources",
                  listOf(name()),
                  "Sources that count against the allowance; every other one is metered only.")
              .initially("[console, scheduled-task, always-on, notebook]"));
  static final Key<Duration> QUOTA_LATE_RECORDS =
      add(
          top("quota.late-records", duration(), "The oldest usage record that is still taken.")
              .initially("P7D"));
  static final Key<List<Integer>> QUOTA_WARN_AT =
      add(
          top(
                  "quota.warn-at",
                  listOf(wholeNumber(1, 100)),
                  "Per cent of the allowance at which the user is told.")
              .initially("[80, 100]"));
  static final Key<Secret> QUOTA_WEBHOOK_URL =
      add(
          top("quota.webhook.url", secretUrl(), "Where each warning is posted, for mails to users.")
              .example("https://example.org/quota"));
  static final Key<Secret> QUOTA_WEBHOOK_SECRET =
      add(
          top(
                  "quota.webhook.secret",
                  signingSecret(),
                  "Signs each post; of several, separated by spaces, a receiver needs to know one.")
              .example("whsec_ZXhhbXBsZS1vbmx5LW1ha2UtYW4tb3duLW9uZQ=="));

  static final Key<Duration> QUOTA_KEEP_RECORDS =
      add(
          top(
                  "quota.keep-records",
                  duration(),
                  "How long each usage record is kept; longer by up to a month, as whole months go.")
              .initially("P35D"));
  static final Key<Duration> QUOTA_KEEP_HISTORY =
      add(
          top(
                  "quota.keep-history",
                  duration(),
                  "How long periods, daily usage and events are kept; at least quota.late-records.")
              .initially("P400D"));

  static final Key<Secret> WATCHDOG_DEAD_MANS_SWITCH =
      add(
          top(
                  "watchdog.dead-mans-switch",
                  secretUrl(),
                  "Called as long as all is well, so that an outside service notices silence.")
              .example("https://hc.example/ping/quartermaster"));
  static final Key<String> WATCHDOG_SELF_TEST =
      add(
          top("watchdog.self-test", text(), "When a test alert proves every channel: cron, UTC.")
              .example("\"0 0 9 * * ?\""));

  static final Key<URI> WATCHDOG_PUBLIC_URL =
      add(
          top(
                  "watchdog.public-url",
                  url(),
                  "Where people reach a node; with it, pages have a link to acknowledge them.")
              .example("https://qm.example.org"));

  static final Key<List<String>> WATCHDOG_ALWAYS_FIRING =
      add(
          top(
                  "watchdog.always-firing",
                  listOf(name()),
                  "Channels to an Alertmanager that get an alert that fires as long as all is well.")
              .initially("[]"));

  private Keys() {}

  private static <T> Key<T> top(String name, Type<T> type, String meaning) {
    return Key.of(Section.TOP, name, type, meaning);
  }

  private static <T> Key<T> add(Key<T> key) {
    return TABLE.add(key);
  }

  /** Every key of every section. */
  static List<Key<?>> all() {
    return Stream.of(Section.values()).flatMap(section -> of(section).stream()).toList();
  }

  /** The keys of one section's entries, in the order of their declaration. */
  static List<Key<?>> of(Section section) {
    return switch (section) {
      case TOP -> TABLE.keys();
      case CALENDARS -> CalendarKeys.TABLE.keys();
      case SCHEDULES -> ScheduleKeys.all();
      case MONITORS -> PagingKeys.MONITORS.keys();
      case CHANNELS -> PagingKeys.CHANNELS.keys();
      case ROUTES -> PagingKeys.ROUTES.keys();
    };
  }
}
