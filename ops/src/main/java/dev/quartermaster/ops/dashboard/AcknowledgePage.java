package dev.quartermaster.ops.dashboard;

import dev.quartermaster.alerts.alert.Alert;
import java.time.Instant;

/** The page behind the link in a page to the phone: what it is about, and a button. */
public final class AcknowledgePage {

  private AcknowledgePage() {}

  /** Asks whether it is to be acknowledged: to look at it changes nothing. */
  public static String ask(Alert alert, Instant now) {
    Html form =
        Html.of(
            """
            <form method="post">
            <label>Your name <input name="by" maxlength="60" autocomplete="name" required></label>
            <label>You have it for <select name="for">
            <option value="PT1H">an hour</option>
            <option value="PT4H" selected>four hours</option>
            <option value="PT12H">twelve hours</option>
            </select></label>
            <button>Acknowledge</button>
            </form>
            <p>Nobody else is told meanwhile, unless it gets worse.</p>
            """);
    Html held =
        alert
            .acknowledgement()
            .map(
                its ->
                    Html.of(
                        "<p>{} has it, until {}.</p>\n",
                        its.by(),
                        new Clock(now).absolute(its.until())))
            .orElse(Html.NONE);
    return page("Acknowledge alert " + alert.id(), Html.of("{}{}{}", what(alert, now), held, form));
  }

  /** It is done. */
  public static String done(Alert alert, Instant now) {
    Instant until = alert.acknowledgement().orElseThrow().until();
    return page(
        "It is yours",
        Html.of(
            "{}<p>It is yours until {}.</p>\n", what(alert, now), new Clock(now).absolute(until)));
  }

  /** There is nothing to be acknowledged any more. */
  public static String over(Alert alert, Instant now) {
    return page(
        "It is over", Html.of("{}<p>There is nothing left to take on.</p>\n", what(alert, now)));
  }

  /** The link is none of ours, or an old one. */
  public static String refused(String alert) {
    return page(
        "This link is not valid",
        Html.of(
            """
            <p>It is older than a day, or was not copied as a whole. Take a newer page's link, or:</p>
            <pre>quartermaster alerts ack {} --reason "…"</pre>
            """,
            alert));
  }

  /** What was sent with the button cannot be read. */
  public static String unclear(String what) {
    return page("That was not understood", Html.of("<p>{}</p>\n", what));
  }

  private static Html what(Alert alert, Instant now) {
    return Html.of(
        "<p class=\"problem\">{}</p>\n<p>{} {}, since {}; {}.</p>\n",
        alert.condition().text().summary(),
        alert.severity().word(),
        alert.cause().name(),
        new Clock(now).absolute(alert.condition().since()),
        alert.state().word());
  }

  private static String page(String title, Html body) {
    return Html.of(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="robots" content="noindex">
            <title>{} · Quartermaster</title>
            <link rel="stylesheet" href="{}">
            </head>
            <body>
            <header><span class="name">Quartermaster</span></header>
            <main class="act">
            <h1>{}</h1>
            {}</main>
            </body>
            </html>
            """,
            title,
            Stylesheet.PATH,
            title,
            body)
        .text();
  }
}
