package dev.quartermaster.ops.incident;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.dashboard.Html;
import java.time.Duration;
import java.util.List;

/** The night as one page that needs nothing else: figures, plots, and what happened. */
public final class IncidentPage {

  private static final String PAGE =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>The night of 3 May 2024 · Quartermaster</title>
      <style>
      {}</style>
      </head>
      <body>
      <header>Quartermaster · demo incident</header>
      <main>
      {}{}
      <h2>What happened to the accounts</h2>
      <p class="soft">Both sides count from their own fault; the old way's night began {} s later, so that the two mornings did not share the machine. The dashed lines are ours.</p>
      {}
      <h2>Side by side</h2>
      <div class="card">{}</div>
      <h2>What {} was told</h2>
      <p class="soft">By GET /api/v0/user/…/cpu/, over HTTP. One of those who used too much on that day.</p>
      <div class="card">{}</div>
      <h2>Is everything right afterwards?</h2>
      <div class="card">{}</div>
      <h2>As it happened</h2>
      <div class="card">{}</div>
      <h2>What is compressed, and what is real</h2>
      <p class="soft">{}</p>
      </main>
      <script type="application/json" id="data">{}</script>
      <script>{}</script>
      <script>{}</script>
      </body>
      </html>
      """;

  private IncidentPage() {}

  /** HTML. */
  public static String of(Result result) {
    return Html.of(
            PAGE,
            Inlined.own("incident.css"),
            verdict(result),
            tiles(result),
            result.night().lag().toSeconds(),
            plots(result),
            PageTables.sideBySide(result),
            result.told().user(),
            PageTables.answers(result.told().samples()),
            PageTables.proof(result),
            PageTables.timeline(result.told().timeline()),
            compressed(result.night()),
            data(result),
            Inlined.charts(),
            Inlined.own("incident.js"))
        .text();
  }

  private static Html verdict(Result result) {
    Ours ours = result.ours();
    String paged =
        ours.pagedAfter().map(after -> "after %.1f s".formatted(Seconds.of(after))).orElse("never");
    return Html.of(
        """
        <section class="verdict{}">
        <h1>{}</h1>
        <p>{}</p>
        </section>
        """,
        result.isWell() ? "" : " wrong",
        result.isWell()
            ? "✔ Somebody was told, nobody was wronged, and the books are right."
            : "✘ That is not how it must be: " + String.join("; ", result.complaints()) + ".",
        "The reset of %,d accounts stopped silently, with every heartbeat fresh. Somebody was paged %s. After the reboot the backlog was worked off in %s; the old way took %s."
            .formatted(
                result.night().accounts(),
                paged,
                ours.workedOffAfter().map(IncidentPage::seconds).orElse("no time that was seen"),
                result
                    .old()
                    .drainedAfter()
                    .map(
                        after ->
                            seconds(after) + (result.old().isMeasured() ? "" : ", extrapolated"))
                    .orElse("longer than it was watched")));
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(Seconds.of(time));
  }

  private static Html tiles(Result result) {
    Ours ours = result.ours();
    Old old = result.old();
    return Html.of(
        "<div class=\"tiles\">\n{}{}{}{}</div>",
        tile(
            "until somebody was paged",
            ours.pagedAfter().map(IncidentPage::seconds).orElse("never"),
            "never"),
        tile(
            "to work the backlog off, once up again",
            ours.workedOffAfter().map(IncidentPage::seconds).orElse("not seen"),
            old.drainedAfter()
                .map(after -> seconds(after) + (old.isMeasured() ? "" : " (extrapolated)"))
                .orElse("not seen")),
        tile(
            "answers that promised a reset in the past",
            "%,d".formatted(ours.answers().past()),
            "%,d of %,d".formatted(old.answers().past(), old.answers().asked())),
        tile(
            "users throttled in vain",
            "%,d".formatted(ours.wronged().users()),
            "%,d, for %,.0f s in all".formatted(old.wronged().users(), old.wronged().seconds())));
  }

  private static Html tile(String what, String ours, String old) {
    return Html.of(
        """
        <div class="tile"><h3>{}</h3>
        <p class="figure ours">{}</p>
        <p class="beside old">the old way: {}</p></div>
        """,
        what,
        ours,
        old);
  }

  private static Html plots(Result result) {
    return Html.all(
        List.of(
            plot(
                "backlog",
                "Accounts whose period is over and not settled",
                "By ours that is work left, and nobody feels it: use and reset are arithmetic. By the old way each of them is an account that shows a reset in the past."),
            plot(
                "tarpit",
                "Users who sit in the tarpit",
                "By ours each gets out when the period ends, job or no job. By the old way all stay until the job comes to their row."),
            plot(
                "charges",
                "Charges, all through the night",
                "Requests to our nodes, %,d records a second; none is answered while both are down, and what is left is sent then. 99 of 100 within %.0f ms before the reboot, %.0f ms in catch-up."
                    .formatted(
                        OurNight.rate(),
                        result.ours().work().before().p99().toNanos() / 1e6,
                        result.ours().work().catchUp().p99().toNanos() / 1e6)))
            .stream());
  }

  private static Html plot(String id, String title, String says) {
    return Html.of(
        """
        <section class="card"><h3>{}</h3>
        <p class="soft">{}</p>
        <div class="plot"><canvas id="{}" role="img" aria-label="{}"></canvas></div></section>
        """,
        title,
        says,
        id,
        title);
  }

  private static String compressed(Night night) {
    return "Compressed: the %d hours in which the reset of each account comes are %d s; cpu-reset and plan-changes run each second rather than each minute, and may start 5 s late rather than 15. Real: two node processes, their database, every request, and all times: detection, paging and recovery are real seconds. Left to themselves the nodes mend this fault; the demo undoes that until the reboot, and shows at the end how soon they do. The old way is plain Quartz with its job store on a database of the same server, whose job resets one account after the other."
        .formatted(Night.REAL.toHours(), night.length().toSeconds());
  }

  /** What the plots are drawn from. No {@code <} in it, which could end the script. */
  private static Html data(Result result) {
    ObjectNode json = IncidentJson.of(result);
    ArrayNode answered = json.putArray("answered");
    result
        .ours()
        .work()
        .answered()
        .forEach(
            one ->
                answered
                    .addArray()
                    .add(Seconds.exact(one.at()))
                    .add(Math.max(0.1, IncidentJson.millis(one.took()))));
    return new Html(json.toString().replace("<", "\\u003c"));
  }
}
