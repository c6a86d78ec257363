package dev.quartermaster.ops.paging;

import dev.quartermaster.alerts.channel.Alertmanager;
import dev.quartermaster.alerts.channel.Channel;
import dev.quartermaster.alerts.channel.Command;
import dev.quartermaster.alerts.channel.Email;
import dev.quartermaster.alerts.channel.Log;
import dev.quartermaster.alerts.channel.PagerDuty;
import dev.quartermaster.alerts.channel.Slack;
import dev.quartermaster.alerts.channel.Webhook;
import dev.quartermaster.alerts.outbox.Rate;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.config.Secret;
import java.net.URI;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The channels of a configuration. A new kind of channel is a line here. */
public final class ConfiguredChannels {

  /** Where pages go when no channel is configured: into the log, where they are at least seen. */
  public static final String LOG = "log";

  private ConfiguredChannels() {}

  /** By name, in their order. */
  public static Map<String, Channel> of(Configuration configuration) {
    Map<String, Channel> channels = new LinkedHashMap<>();
    configuration
        .channels()
        .forEach((name, channel) -> channels.put(name, channel(channel, configuration.region())));
    if (channels.isEmpty()) {
      channels.put(LOG, new Log(LOG));
    }
    return Collections.unmodifiableMap(channels);
  }

  /** How fast a channel of that name may be sent to. */
  public static Rate rate(Configuration configuration, String name) {
    dev.quartermaster.ops.config.Channel channel = configuration.channels().get(name);
    if (channel instanceof dev.quartermaster.ops.config.Channel.PagerDuty) {
      return Rate.PAGERDUTY;
    }
    return channel instanceof dev.quartermaster.ops.config.Channel.Slack ? Rate.SLACK : Rate.USUAL;
  }

  private static Channel channel(dev.quartermaster.ops.config.Channel configured, String region) {
    String name = configured.name();
    if (configured instanceof dev.quartermaster.ops.config.Channel.PagerDuty its) {
      return new PagerDuty(
          name,
          new PagerDuty.Settings(
              address(its.url()), its.routingKey().reveal(), "quartermaster/" + region));
    } else if (configured instanceof dev.quartermaster.ops.config.Channel.Alertmanager its) {
      return new Alertmanager(
          name, new Alertmanager.Settings(its.urls(), region, InstantSource.system()));
    } else if (configured instanceof dev.quartermaster.ops.config.Channel.Slack its) {
      return new Slack(name, new Slack.Settings(address(its.url())));
    } else if (configured instanceof dev.quartermaster.ops.config.Channel.Webhook its) {
      return new Webhook(
          name,
          new Webhook.Settings(
              address(its.url()), its.secret().map(Secret::reveal), InstantSource.system()));
    } else if (configured instanceof dev.quartermaster.ops.config.Channel.Email its) {
      return new Email(name, new Email.Settings(server(its.server()), its.from(), its.to()));
    } else if (configured instanceof dev.quartermaster.ops.config.Channel.Command its) {
      return new Command(name, new Command.Settings(its.argv()));
    }
    return new Log(name);
  }

  private static Email.Server server(dev.quartermaster.ops.config.Channel.MailServer server) {
    return new Email.Server(
        server.host(), server.port(), server.user(), server.password().map(Secret::reveal));
  }

  private static URI address(Secret url) {
    return URI.create(url.reveal());
  }
}
