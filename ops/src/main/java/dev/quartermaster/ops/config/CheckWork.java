package dev.quartermaster.ops.config;

import dev.quartermaster.jobs.kind.SqlStatement;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules between the keys of one schedule's work. */
final class CheckWork {

  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

  /** Those that the HTTP client writes itself. */
  private static final Set<String> CLIENTS_OWN =
      Set.of("connection", "content-length", "expect", "host", "upgrade");

  private final Entry schedule;
  private final Findings findings;

  private CheckWork(Entry schedule, Findings findings) {
    this.schedule = schedule;
    this.findings = findings;
  }

  static void check(Entry schedule, Findings findings) {
    CheckWork checks = new CheckWork(schedule, findings);
    schedule.find(WorkKeys.STATEMENT).ifPresent(checks::statement);
    schedule.find(WorkKeys.HEADERS).ifPresent(checks::headers);
    checks.builtInSettings();
  }

  private void statement(String statement) {
    Origin at = schedule.originOf(WorkKeys.STATEMENT).orElse(schedule.origin());
    try {
      if (SqlStatement.parse(statement).isBounded()) {
        return;
      }
      findings.warning(
          at,
          schedule.place().subject()
              + "the statement has no :batch_size, so each batch is the whole statement; bound its rows by LIMIT :batch_size");
    } catch (IllegalArgumentException e) {
      findings.problem(at, schedule.place().subject() + e.getMessage());
    }
  }

  private void headers(Map<String, String> headers) {
    headers.forEach(
        (name, value) -> {
          if (!TOKEN.matcher(name).matches()) {
            problem("'%s' is no header's name".formatted(name));
          } else if (CLIENTS_OWN.contains(name.toLowerCase(Locale.ROOT))) {
            problem("'%s' is written by the client itself; remove it".formatted(name));
          } else if (value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            problem("'%s' has a line break or the like in its value; remove it".formatted(name));
          }
        });
  }

  private void problem(String message) {
    findings.problem(
        schedule.originOf(WorkKeys.HEADERS).orElse(schedule.origin()),
        schedule.place().subject() + "headers: " + message);
  }

  private void builtInSettings() {
    Map<String, String> settings = schedule.find(WorkKeys.SETTINGS).orElse(Map.of());
    if (!schedule.find(ScheduleKeys.ENABLED).orElse(true)) {
      return;
    }
    Defaults.builtIn(schedule.place().name())
        .flatMap(builtIn -> BuiltInSettings.problem(builtIn.name(), settings))
        .ifPresent(
            problem ->
                findings.problem(
                    schedule.originOf(WorkKeys.SETTINGS).orElse(schedule.origin()),
                    schedule.place().subject() + problem));
  }
}
