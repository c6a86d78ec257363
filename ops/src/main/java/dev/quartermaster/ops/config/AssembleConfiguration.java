package dev.quartermaster.ops.config;

import dev.quartermaster.alerts.monitor.Monitor;
import dev.quartermaster.alerts.timetable.CronTimetable;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The configuration from settings that are known to be free of problems. */
final class AssembleConfiguration {

  private AssembleConfiguration() {}

  static Configuration from(Settings settings) {
    Entry top = settings.top();
    return new Configuration(
        top.get(Keys.REGION),
        new Configuration.Node(
            top.get(Keys.NODE_NAME),
            top.get(Keys.NODE_WORKERS),
            top.find(Keys.NODE_JOBS),
            top.get(Keys.NODE_MAX_CLOCK_SKEW)),
        database(top),
        http(top),
        quota(top),
        named(settings, Section.SCHEDULES, AssembleSchedule::from),
        named(settings, Section.MONITORS, AssembleConfiguration::monitor),
        named(settings, Section.CHANNELS, AssembleConfiguration::channel),
        settings.in(Section.ROUTES).stream().map(AssembleConfiguration::route).toList(),
        watchdog(top));
  }

  private static <T> Map<String, T> named(
      Settings settings, Section section, Function<Entry, T> assemble) {
    Map<String, T> byName = new LinkedHashMap<>();
    settings.in(section).forEach(entry -> byName.put(entry.place().name(), assemble.apply(entry)));
    return Collections.unmodifiableMap(byName);
  }

  private static Configuration.Database database(Entry top) {
    return new Configuration.Database(
        top.find(Keys.DATABASE_URL),
        top.get(Keys.DATABASE_USER),
        top.find(Keys.DATABASE_PASSWORD),
        top.get(Keys.DATABASE_POOL_SIZE),
        top.get(Keys.DATABASE_SCHEMA),
        top.get(Keys.DATABASE_EMBEDDED));
  }

  private static Configuration.Http http(Entry top) {
    return new Configuration.Http(
        top.get(Keys.HTTP_HOST),
        top.get(Keys.HTTP_PORT),
        top.find(Keys.HTTP_TLS_CERTIFICATE)
            .map(certificate -> new Configuration.Tls(certificate, top.get(Keys.HTTP_TLS_KEY))),
        top.get(Keys.HTTP_RATE_LIMIT));
  }

  private static Configuration.Quota quota(Entry top) {
    return new Configuration.Quota(
        top.get(Keys.QUOTA_CHARGED_SOURCES),
        top.get(Keys.QUOTA_LATE_RECORDS),
        top.get(Keys.QUOTA_WARN_AT).stream().sorted().toList(),
        new Configuration.Keep(top.get(Keys.QUOTA_KEEP_RECORDS), top.get(Keys.QUOTA_KEEP_HISTORY)),
        top.find(Keys.QUOTA_WEBHOOK_URL)
            .map(url -> new Configuration.Webhook(url, top.get(Keys.QUOTA_WEBHOOK_SECRET))));
  }

  private static Monitor monitor(Entry entry) {
    return new Monitor(
        entry.place().name(),
        entry.get(PagingKeys.MONITOR_PING_KEY),
        new Monitor.Plan(
            PagingKeys.MONITOR_WHEN.read(entry).orElseThrow(),
            CalendarKeys.maintenance(
                entry, PagingKeys.MONITOR_MAINTENANCE, PagingKeys.MONITOR_WHEN.zone()),
            entry.get(PagingKeys.MONITOR_GRACE),
            entry.get(PagingKeys.MONITOR_FINISH_WITHIN)),
        new Monitor.About(
            entry.get(PagingKeys.MONITOR_SEVERITY),
            entry.get(PagingKeys.MONITOR_OWNER),
            entry.get(PagingKeys.MONITOR_RUNBOOK)));
  }

  private static Channel channel(Entry entry) {
    String name = entry.place().name();
    return switch (entry.get(PagingKeys.TYPE)) {
      case "pagerduty" ->
          new Channel.PagerDuty(name, entry.get(PagingKeys.URL), entry.get(PagingKeys.ROUTING_KEY));
      case "alertmanager" -> new Channel.Alertmanager(name, entry.get(PagingKeys.URLS));
      case "slack" -> new Channel.Slack(name, entry.get(PagingKeys.URL));
      case "webhook" ->
          new Channel.Webhook(name, entry.get(PagingKeys.URL), entry.find(PagingKeys.SECRET));
      case "email" -> email(entry, name);
      case "command" -> new Channel.Command(name, entry.get(PagingKeys.ARGV));
      default -> new Channel.Log(name);
    };
  }

  private static Channel email(Entry entry, String name) {
    Channel.MailServer server =
        new Channel.MailServer(
            entry.get(PagingKeys.HOST),
            entry.get(PagingKeys.PORT),
            entry.find(PagingKeys.USER),
            entry.find(PagingKeys.PASSWORD));
    return new Channel.Email(name, server, entry.get(PagingKeys.FROM), entry.get(PagingKeys.TO));
  }

  private static Configuration.Route route(Entry entry) {
    return new Configuration.Route(
        entry.get(PagingKeys.ROUTE_MATCH),
        entry.get(PagingKeys.ROUTE_CHANNELS),
        entry.get(PagingKeys.ROUTE_REPEAT),
        entry.get(PagingKeys.ROUTE_ESCALATE_AFTER));
  }

  private static Configuration.Watchdog watchdog(Entry top) {
    return new Configuration.Watchdog(
        top.find(Keys.WATCHDOG_DEAD_MANS_SWITCH),
        top.find(Keys.WATCHDOG_SELF_TEST).map(cron -> CronTimetable.quartz(cron, ZoneOffset.UTC)),
        top.find(Keys.WATCHDOG_PUBLIC_URL),
        top.get(Keys.WATCHDOG_ALWAYS_FIRING));
  }
}
