package dev.quartermaster.ops.dashboard;

import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.Status.NodeStatus;
import dev.quartermaster.ops.status.Status.ScheduleStatus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The top of the page: the answer at one glance. */
final class Verdict {

  private static final Pattern BEFORE_UNIT = Pattern.compile("(?<=\\d) (?=(?:s|min|h|d|UTC)\\b)");

  private Verdict() {}

  static Html of(Status status) {
    if (status.ok()) {
      return well(calm(status));
    }
    Set<String> names = names(status);
    return wrong(
        heading(status.problems().size()),
        status.problems().stream().map(problem -> sentence(problem, names)).toList(),
        Outlook.of(status).sentences());
  }

  static Html databaseAway(String reason) {
    return wrong(
        "The database does not answer",
        List.of(sentence(reason, Set.of())),
        List.of(
            "This node asks again every few seconds, and goes on by itself once the database answers.",
            "Nothing is lost: every batch commits as a whole or not at all, and what was missed is caught up by each schedule's rule."));
  }

  static String heading(int problems) {
    return problems == 1 ? "Something is wrong" : problems + " things are wrong";
  }

  private static Html well(String summary) {
    return Html.of(
        """
        <section class="verdict well">
        <h1><span class="symbol" aria-hidden="true">✓</span>All is well</h1>
        <p>{}</p>
        </section>
        """,
        unbroken(summary));
  }

  private static Html wrong(String heading, List<String> problems, List<String> outlook) {
    return Html.of(
        """
        <section class="verdict wrong">
        <h1><span class="symbol" aria-hidden="true">!</span>{}</h1>
        <ul class="problems">{}</ul>
        {}</section>
        """,
        heading,
        items(problems),
        outlook.isEmpty()
            ? Html.NONE
            : Html.of("<h2>What is being done</h2>\n<ul>{}</ul>\n", items(outlook)));
  }

  private static Html items(List<String> sentences) {
    return Html.all(sentences.stream().map(sentence -> Html.of("<li>{}</li>", unbroken(sentence))));
  }

  /** A figure and its unit stay on one line. */
  private static String unbroken(String sentence) {
    return BEFORE_UNIT.matcher(sentence).replaceAll("\u00a0");
  }

  private static String calm(Status status) {
    long up = status.nodes().stream().filter(node -> node.state().equals("up")).count();
    List<ScheduleStatus> enabled =
        status.schedules().stream().filter(s -> !s.state().equals("disabled")).toList();
    return "%s up, %s, and %s."
        .formatted(
            up == 1 ? "One node is" : up + " nodes are",
            enabled.size() == 1
                ? "the schedule keeps its time"
                : "all " + enabled.size() + " schedules keep their time",
            backlog(status, enabled));
  }

  private static String backlog(Status status, List<ScheduleStatus> enabled) {
    long overdue = status.quota().overdue();
    if (overdue == 0) {
      return "no account waits for its reset";
    }
    Clock clock = new Clock(status.at());
    Optional<Instant> next =
        enabled.stream()
            .filter(s -> s.name().equals("cpu-reset"))
            .flatMap(s -> s.nextFireAt().stream())
            .findFirst();
    String waiting =
        overdue == 1
            ? "one period that ended"
            : String.format(Locale.ROOT, "%,d periods that ended", overdue);
    return next.map(at -> "%s will be settled %s".formatted(waiting, clock.relative(at)))
        .orElse("%s will be settled".formatted(waiting));
  }

  /** With a capital, unless it begins with a name, and a full stop. */
  private static String sentence(String problem, Set<String> names) {
    int space = problem.indexOf(' ');
    boolean named = space > 0 && names.contains(problem.substring(0, space));
    String begun =
        named || problem.isEmpty()
            ? problem
            : problem.substring(0, 1).toUpperCase(Locale.ROOT) + problem.substring(1);
    return begun.endsWith(".") || begun.endsWith("?") ? begun : begun + ".";
  }

  private static Set<String> names(Status status) {
    return Stream.concat(
            status.nodes().stream().map(NodeStatus::name),
            status.schedules().stream().map(ScheduleStatus::name))
        .collect(Collectors.toSet());
  }
}
