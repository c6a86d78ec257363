package dev.quartermaster.ops.config;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules between the keys of one schedule's work. */
final class CheckWork {

  private static final Pattern BATCH_SIZE = Pattern.compile(":batch_size\\b");
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
    if (!BATCH_SIZE.matcher(statement).find()) {
      findings.warning(
          schedule.originOf(WorkKeys.STATEMENT).orElse(schedule.origin()),
          schedule.place().subject()
              + "the statement has no :batch_size, so each batch is the whole statement; bound its rows by LIMIT :batch_size");
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
    Defaults.builtIn(schedule.place().name())
        .flatMap(builtIn -> BuiltInSettings.problem(builtIn.name(), settings))
        .ifPresent(
            problem ->
                findings.problem(
                    schedule.originOf(WorkKeys.SETTINGS).orElse(schedule.origin()),
                    schedule.place().subject() + problem));
  }
}
