package dev.quartermaster.ops.api;

import dev.quartermaster.alerts.alert.AcknowledgeLink;
import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alert.Acknowledgement;
import dev.quartermaster.alerts.alert.Alerts;
import dev.quartermaster.alerts.alert.Deciding;
import dev.quartermaster.alerts.alert.Policy;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.dashboard.AcknowledgePage;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * {@code GET} and {@code POST /alerts/{id}/acknowledge}: the link in a page. GET shows a button,
 * for mail scanners and previews follow links too; only POST acknowledges.
 */
final class AcknowledgeAlert implements Endpoint {

  private static final String PATH = "/alerts/{id}/acknowledge";
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int LONGEST_NAME = 60;

  /** As on every page, but for the form that leads back here. */
  private static final String MAY_POST_HERE =
      "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private final Database database;
  private final Supplier<Policy> policy;
  private final Guesses guesses = new Guesses();

  AcknowledgeAlert(Database database, Supplier<Policy> policy) {
    this.database = database;
    this.policy = policy;
  }

  /** What is shown, with the status. */
  private record Shown(int status, String html) {}

  private interface Act {
    Shown on(Handle handle, Alert alert, Instant now);
  }

  /**
   * What was sent with the button.
   *
   * @param by as the person calls himself, and where he is
   */
  private record Wanted(String by, Duration length) {}

  @Override
  public void add(RoutesConfig routes) {
    Endpoint.get(routes, PATH, context -> answer(context, AcknowledgeAlert::ask));
    routes.post(PATH, this::acknowledge);
  }

  private void acknowledge(Context context) {
    Optional<Wanted> wanted = wanted(context);
    answer(
        context,
        (handle, alert, now) ->
            wanted
                .map(its -> acknowledge(handle, alert, its, now))
                .orElseGet(
                    () ->
                        new Shown(
                            400,
                            AcknowledgePage.unclear(
                                "Give your name, and for how long you have it: up to a day."))));
  }

  private void answer(Context context, Act act) {
    Shown shown = database.transactionWithin(PATIENCE, handle -> shown(handle, context, act));
    if (shown.status() == 403) {
      // Who has a link that is good is never refused, whoever else comes by the same proxy.
      guesses.refuseIfTooMany(context);
      guesses.missed(context);
    }
    context
        .status(shown.status())
        .header("Content-Security-Policy", MAY_POST_HERE)
        .contentType("text/html; charset=utf-8")
        .result(shown.html());
  }

  private static Shown shown(Handle handle, Context context, Act act) {
    Instant now = DatabaseClock.now(handle);
    Optional<AcknowledgeLink> link = link(context).filter(its -> its.isGood(handle, now));
    Optional<Alert> alert = link.flatMap(its -> Alerts.find(handle, its.alert()));
    if (alert.isEmpty()) {
      return new Shown(403, AcknowledgePage.refused(context.pathParam("id")));
    }
    return alert.get().isOpen()
        ? act.on(handle, alert.get(), now)
        : new Shown(200, AcknowledgePage.over(alert.get(), now));
  }

  private static Optional<AcknowledgeLink> link(Context context) {
    String signature = context.queryParam("signature");
    String until = context.queryParam("until");
    if (signature == null || until == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new AcknowledgeLink(
              Long.parseLong(context.pathParam("id")),
              Instant.ofEpochSecond(Long.parseLong(until)),
              signature));
    } catch (NumberFormatException | DateTimeException e) {
      // Not one of ours, whatever it is.
      return Optional.empty();
    }
  }

  private static Optional<Wanted> wanted(Context context) {
    String by = context.formParam("by");
    String length = context.formParam("for");
    if (by == null || by.isBlank() || length == null) {
      return Optional.empty();
    }
    String name = by.strip().replaceAll("\\p{Cntrl}", " ");
    String kept = name.substring(0, Math.min(LONGEST_NAME, name.length()));
    try {
      return Optional.of(Duration.parse(length))
          .filter(given -> given.compareTo(LONGEST) <= 0 && given.compareTo(Duration.ZERO) > 0)
          .map(given -> new Wanted("%s (by link)@%s".formatted(kept, context.ip()), given));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Shown ask(Handle handle, Alert alert, Instant now) {
    return new Shown(200, AcknowledgePage.ask(alert, now));
  }

  private Shown acknowledge(Handle handle, Alert alert, Wanted wanted, Instant now) {
    Acknowledgement by = new Acknowledgement(wanted.by(), now.plus(wanted.length()));
    Optional<Alert> taken = Deciding.acknowledge(handle, policy.get(), alert.id(), by, now);
    if (taken.isEmpty()) {
      return new Shown(200, AcknowledgePage.over(alert, now));
    }
    Audit.recordBy(
        handle, wanted.by(), "alerts ack", Long.toString(alert.id()), "by the link in the page");
    return new Shown(200, AcknowledgePage.done(taken.get(), now));
  }
}
