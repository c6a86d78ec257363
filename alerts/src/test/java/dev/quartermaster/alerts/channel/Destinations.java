package dev.quartermaster.alerts.channel;

import dev.quartermaster.alerts.channel.HttpDestination.Behind;
import dev.quartermaster.alerts.channel.HttpDestination.Incidents;
import dev.quartermaster.alerts.channel.PagerDutyIncidents.Incident;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of each kind of channel, with what it leads to. */
public final class Destinations {

  private static final Logger LOG = LoggerFactory.getLogger(Destinations.class);

  private static final Duration PATIENCE = HttpDestination.PATIENCE;
  private static final String NO_HEADERS = "";

  private Destinations() {}

  /** Also Debian's Alertmanager, where it is installed. */
  public static List<Destination> all(Path directory) {
    Certificates keys = Certificates.make(directory);
    List<Destination> all = new ArrayList<>();
    all.add(pagerDuty(keys));
    AlertmanagerLookAlike lookAlike = new AlertmanagerLookAlike();
    all.add(alertmanager("alertmanager-look-alike", lookAlike.url(), keys, lookAlike::close));
    try {
      RealAlertmanager real = RealAlertmanager.start(directory);
      all.add(alertmanager("alertmanager", real.url(), keys, real::close));
    } catch (TestAbortedException e) {
      LOG.warn("{}; its look-alike stands for it", e.getMessage());
    }
    all.add(slack(keys));
    all.add(webhook(keys));
    all.add(new MailDestination(keys, directory));
    all.add(new ProgramDestination(directory));
    return all;
  }

  private static Destination pagerDuty(Certificates keys) {
    PagerDutyLookAlike there = PagerDutyLookAlike.start();
    String lie = HttpDestination.answer("202 Accepted", NO_HEADERS, "{\"status\":\"success\"}");
    return new HttpDestination(
        new Behind(
            there.port(),
            lie,
            root ->
                new PagerDuty(
                    "pagerduty",
                    new PagerDuty.Settings(
                        root.resolve("/v2/enqueue"), PagerDutyLookAlike.ROUTING_KEY, "test"),
                    PATIENCE),
            new Incidents(
                subject -> (int) about(there, subject).filter(Incident::isOpen).count(),
                subject -> (int) about(there, subject).count())),
        keys.bad(),
        there::close);
  }

  private static Stream<Incident> about(PagerDutyLookAlike there, String subject) {
    return there.incidents().stream().filter(one -> one.dedupKey().endsWith("/" + subject));
  }

  private static Destination alertmanager(
      String name, URI url, Certificates keys, Runnable closing) {
    return new HttpDestination(
        new Behind(
            url.getPort(),
            HttpDestination.answer("200 OK", NO_HEADERS, ""),
            root ->
                new Alertmanager(
                    name,
                    new Alertmanager.Settings(List.of(root), "test", InstantSource.system()),
                    PATIENCE),
            new Incidents(subject -> firing(url, subject), subject -> 1)),
        keys.bad(),
        closing);
  }

  private static int firing(URI url, String subject) {
    String filter = URLEncoder.encode("subject=\"%s\"".formatted(subject), StandardCharsets.UTF_8);
    Address address = new Address(url).under("/api/v2/alerts?filter=" + filter);
    Reply reply = Post.get(address, Deadline.in(Duration.ofSeconds(5))).join();
    return reply instanceof Reply.Answer answer ? Json.read(answer.body()).size() : -1;
  }

  private static Destination slack(Certificates keys) {
    HttpReceiver there = new HttpReceiver(200, "ok");
    return receiver(
        there,
        HttpDestination.answer("200 OK", NO_HEADERS, "ok"),
        keys,
        root -> new Slack("slack", new Slack.Settings(root), PATIENCE));
  }

  private static Destination webhook(Certificates keys) {
    HttpReceiver there = new HttpReceiver(204, "");
    return receiver(
        there,
        HttpDestination.answer("204 No Content", NO_HEADERS, ""),
        keys,
        root ->
            new Webhook(
                "webhook",
                new Webhook.Settings(root, Optional.empty(), InstantSource.system()),
                PATIENCE));
  }

  private static Destination receiver(
      HttpReceiver there, String lie, Certificates keys, Function<URI, Channel> channel) {
    return new HttpDestination(
        new Behind(
            there.url("/").getPort(),
            lie,
            root -> channel.apply(root.resolve("/page")),
            new Incidents(
                subject -> Reader.open(there.got().stream().map(HttpReceiver.Got::body), subject),
                subject -> 1)),
        keys.bad(),
        there::close);
  }
}
