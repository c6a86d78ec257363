package dev.quartermaster.ops.crontab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A crontab's command as a program and its arguments: by the shell only where it needs one.
 *
 * @param note why a shell runs it
 */
record Call(List<String> argv, Optional<String> note) {

  private static final Pattern SYNTAX = Pattern.compile("[|&;<>()$`\\\\*?\\[\\]{}~#!]");
  private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");
  private static final Pattern QUOTED = Pattern.compile("'([^']*)'|\"([^\"]*)\"");
  private static final Set<String> BUILT_IN =
      Set.of(
          ".", ":", "alias", "cd", "command", "eval", "exec", "exit", "export", "if", "read",
          "return", "set", "shift", "source", "test", "times", "trap", "ulimit", "umask", "unset",
          "wait", "while", "for", "until", "case");

  /** Takes a command as it stands in the crontab, percent signs and all. */
  static Call of(String written, Settings settings) {
    String[] lines = lines(written);
    String command = lines[0].strip();
    if (lines.length > 1) {
      List<String> input = Arrays.asList(lines).subList(1, lines.length);
      return byShell(
          settings.shell(), withInput(command, input), "what stood after % is its input");
    }
    return shellNeed(command, settings)
        .map(need -> byShell(settings.shell(), command, need))
        .orElseGet(() -> new Call(words(command), Optional.empty()));
  }

  private static Call byShell(String shell, String script, String why) {
    return new Call(
        List.of(shell, "-c", script), Optional.of("run by %s: %s".formatted(shell, why)));
  }

  /** A percent sign ends a line, unless it has a backslash before it. */
  private static String[] lines(String written) {
    String[] lines = written.split("(?<!\\\\)%", -1);
    return Arrays.stream(lines).map(line -> line.replace("\\%", "%")).toArray(String[]::new);
  }

  private static String withInput(String command, List<String> input) {
    String end = "END";
    while (input.contains(end)) {
      end += "_";
    }
    return "{ %s\n} <<'%s'\n%s\n%s\n".formatted(command, end, String.join("\n", input), end);
  }

  private static Optional<String> shellNeed(String command, Settings settings) {
    Matcher syntax = SYNTAX.matcher(command);
    if (syntax.find()) {
      return Optional.of("it has shell syntax (%s)".formatted(syntax.group()));
    }
    if (!WORD.matcher(command).replaceAll("").isBlank()) {
      return Optional.of("it has a quote without its end");
    }
    String program = words(command).get(0);
    if (program.contains("=") || BUILT_IN.contains(program)) {
      return Optional.of("'%s' is the shell's own".formatted(program));
    }
    if (settings.hasPath() && !program.contains("/")) {
      return Optional.of("it finds '%s' by the crontab's PATH".formatted(program));
    }
    return Optional.empty();
  }

  private static List<String> words(String command) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(command);
    while (word.find()) {
      words.add(QUOTED.matcher(word.group()).replaceAll("$1$2"));
    }
    return List.copyOf(words);
  }
}
