package dev.quartermaster.ops.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** What takes a page, as configured; its name is unique. */
public sealed interface Channel {

  String name();

  record PagerDuty(String name, Secret url, Secret routingKey) implements Channel {}

  /** At least one address: every Alertmanager of one cluster. */
  record Alertmanager(String name, List<URI> urls) implements Channel {}

  record Slack(String name, Secret url) implements Channel {}

  /** {@code secret} signs each request. */
  record Webhook(String name, Secret url, Optional<Secret> secret) implements Channel {}

  record Email(String name, MailServer server, String from, List<String> to) implements Channel {}

  /** A program without a shell. */
  record Command(String name, List<String> argv) implements Channel {}

  record Log(String name) implements Channel {}

  /** Without a user nobody logs in. */
  record MailServer(String host, int port, Optional<String> user, Optional<Secret> password) {}
}
