package dev.quartermaster.ops.incident;

import dev.quartermaster.ops.dashboard.Html;
import dev.quartermaster.ops.doctor.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is read rather than seen: the tables of the page. */
final class PageTables {

  private PageTables() {}

  static Html sideBySide(Result result) {
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

  static Html answers(List<Sample> samples) {
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
        samples.stream().filter(one -> one.side() == side && one.step().equals(step)).findFirst();
    boolean isPast = sample.flatMap(Sample::answer).map(Answer::isPast).orElse(false);
    return Html.of(
        "<td{}>{}</td>",
        isPast ? Html.of(" class=\"past\"") : Html.NONE,
        sample.map(Sample::says).orElse("–"));
  }

  static Html proof(Result result) {
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

  static Html timeline(List<Event> events) {
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
}
