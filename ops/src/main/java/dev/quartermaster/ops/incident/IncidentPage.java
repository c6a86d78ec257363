package dev.quartermaster.ops.incident;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.dashboard.Html;
import dev.quartermaster.ops.doctor.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
            sideBySide(result),
            result.told().user(),
            answers(result.told().samples()),
            proof(result),
            timeline(result.told().timeline()),
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
        "The reset of %,d accounts stopped silently, with every heartbeat fresh. Somebody was paged %s. After the reboot all of it was made good within %s; the old way needed %s."
            .formatted(
                result.night().accounts(),
                paged,
                ours.recoveredAfter().map(IncidentPage::seconds).orElse("no time that was seen"),
                result
                    .old()
                    .drainedAfter()
                    .map(after -> seconds(after) + (result.old().isMeasured() ? "" : ", extrapolated"))
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
            "from the reboot until nothing was overdue",
            ours.recoveredAfter().map(IncidentPage::seconds).orElse("not seen"),
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

  private static Html sideBySide(Result result) {
    return Html.of(
        """
        <table><tr><th></th><th class="ours">ours</th><th class="old">the old way</th></tr>
        {}</table>
        {}""",
        Html.all(
            Rows.of(result).stream()
                .map(
                    row ->
                        Html.of(
                            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                            row.what(),
                            row.ours(),
                            row.old()))),
        result.old().isMeasured() ? Html.NONE : Html.of("<p class=\"soft\">{}</p>\n", Rows.NOTE));
  }

  private static Html answers(List<Sample> samples) {
    List<String> steps = samples.stream().map(Sample::step).distinct().toList();
    return Html.of(
        """
        <table><tr><th></th><th class="ours">ours</th><th class="old">the old way</th></tr>
        {}</table>
        """,
        Html.all(
            steps.stream()
                .map(
                    step ->
                        Html.of(
                            "<tr><td>{}</td>{}{}</tr>\n",
                            step,
                            answer(samples, step, Side.OURS),
                            answer(samples, step, Side.OLD)))));
  }

  private static Html answer(List<Sample> samples, String step, Side side) {
    Optional<Sample> sample =
        samples.stream()
            .filter(one -> one.side() == side && one.step().equals(step))
            .findFirst();
    boolean isPast = sample.flatMap(Sample::answer).map(Answer::isPast).orElse(false);
    return Html.of(
        "<td{}>{}</td>",
        isPast ? Html.of(" class=\"past\"") : Html.NONE,
        sample.map(Sample::says).orElse("–"));
  }

  private static Html proof(Result result) {
    Recount.Found recount = result.ours().recount();
    List<Html> rows = new ArrayList<>();
    rows.add(
        row(
            recount.wrong() == 0,
            "recount",
            "%,d accounts are shown the use, limit, next reset and tarpit that the reporters added up by themselves; %,d are not"
                .formatted(recount.looked() - recount.wrong(), recount.wrong())));
    for (Check check : result.invariants()) {
      rows.add(row(!check.isWrong(), check.name(), check.detail()));
    }
    return Html.of("<table>\n{}</table>\n", Html.all(rows.stream()));
  }

  private static Html row(boolean isWell, String name, String says) {
    return Html.of(
        "<tr><td class=\"who\">{} {}</td><td>{}</td></tr>\n", isWell ? "✔" : "✘", name, says);
  }

  private static Html timeline(List<Event> events) {
    return Html.of(
        "<table>\n{}</table>\n",
        Html.all(
            events.stream()
                .map(
                    event ->
                        Html.of(
                            "<tr><td class=\"at\">{} s</td><td class=\"who {}\">{}</td><td>{}</td></tr>\n",
                            "%.1f".formatted(event.seconds()),
                            event.side() == Side.OURS ? "ours" : "old",
                            event.side().words(),
                            event.says()))));
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
                    .add(Math.max(0.1, one.took().toNanos() / 1_000 / 1e3)));
    return new Html(json.toString().replace("<", "\\u003c"));
  }
}
