package dev.quartermaster.ops.dashboard;

import dev.quartermaster.ops.status.Status;

/** The first page in each of its states, as a whole HTML document. */
public final class Page {

  /** Between two looks, when the page is not held still. */
  private static final int REFRESH_SECONDS = 5;

  /** The query parameter that holds the page still. */
  public static final String STILL = "still";

  private Page() {}

  /** The whole picture. */
  public static String of(Status status, boolean still) {
    Clock clock = new Clock(status.at());
    Html body =
        Html.of(
            "{}{}{}{}",
            Verdict.of(status),
            QuotaFigures.of(status, clock),
            ScheduleTable.of(status.schedules(), clock),
            NodeTable.of(status.nodes(), clock));
    String title = status.ok() ? "All is well" : Verdict.heading(status.problems().size());
    Html asOf =
        Html.of(
            "<span class=\"region\">region <b>{}</b></span>"
                + "<time datetime=\"{}\">{}, {}</time>",
            status.region(),
            status.at(),
            clock.today(),
            clock.absolute(status.at()));
    return document(new Head(title, status.ok()), asOf, body, still);
  }

  /** The database does not answer, so that nothing is known. */
  public static String databaseAway(String reason, boolean still) {
    Html body = Verdict.databaseAway(reason);
    return document(new Head("The database does not answer", false), Html.NONE, body, still);
  }

  /** What the browser shows of the page in its tab. */
  private record Head(String title, boolean well) {

    Html html() {
      return Html.of("<title>{} · Quartermaster</title>\n{}", title, icon());
    }

    // A symbol as well as a colour. In the page itself, so that the tab needs no further request.
    private Html icon() {
      String svg =
          "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>"
              + "<circle cx='8' cy='8' r='8' fill='%s'/>".formatted(well ? "#1a7f4b" : "#b3261e")
              + "<path d='%s'".formatted(well ? "M4 8.4l2.8 2.8L12 5.4" : "M8 3.5v5.5M8 11v1.6")
              + " stroke='#fff' stroke-width='2' fill='none'/></svg>";
      return Html.of(
          "<link rel=\"icon\" href=\"data:image/svg+xml,{}\">",
          svg.replace("%", "%25").replace("#", "%23").replace("<", "%3C").replace(">", "%3E"));
    }
  }

  private static String document(Head head, Html asOf, Html body, boolean still) {
    Html refresh =
        still
            ? Html.NONE
            : Html.of("<meta http-equiv=\"refresh\" content=\"{}\">\n", REFRESH_SECONDS);
    Html pace =
        still
            ? Html.of("This page is held still. <a href=\"/\">Refresh it again</a>")
            : Html.of(
                "Refreshed every {} s. <a href=\"/?{}\">Hold it still</a>", REFRESH_SECONDS, STILL);
    return Html.of(
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            {}{}
            <link rel="stylesheet" href="{}">
            </head>
            <body>
            <header><span class="name">Quartermaster</span>{}</header>
            <main>
            {}</main>
            <footer>
            <nav><a href="/api/v1/status">Status as JSON</a> <a href="/readyz">Readiness</a> <a href="/metrics">Metrics</a></nav>
            <p>{}</p>
            </footer>
            </body>
            </html>
            """,
            refresh,
            head.html(),
            Stylesheet.PATH,
            asOf,
            body,
            pace)
        .text();
  }
}
