package dev.quartermaster.ops.crontab;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What a schedule is called after its command: the program that does the work. */
final class JobName {

  private static final int LONGEST = 50;
  private static final Pattern BETWEEN_COMMANDS = Pattern.compile("&&|\\|\\||[;|&%]");
  private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*=.*");
  private static final Pattern AMOUNT = Pattern.compile("[0-9]+[smhd]?");
  private static final Pattern SCRIPT = Pattern.compile("\\.(sh|bash|py|pl|rb|php|js|jar|cgi)$");
  private static final Pattern INTERPRETER =
      Pattern.compile("(python|perl|ruby|php|node|bash|dash|sh|zsh|java|run-parts)[0-9.]*");

  /** They only start the program. */
  private static final Set<String> STARTERS =
      Set.of(
          "chronic", "command", "cronic", "env", "exec", "flock", "ionice", "nice", "nohup",
          "setsid", "sudo", "time", "timeout", "(", "{", "!", "if", "then");

  /** They only prepare the ground for it. */
  private static final Set<String> PREPARATIONS =
      Set.of(
          "", ".", ":", "[", "[[", "cd", "export", "set", "sleep", "source", "test", "umask",
          "ulimit");

  private JobName() {}

  /** Lower-case letters, digits and hyphens. */
  static String of(String command) {
    return BETWEEN_COMMANDS
        .splitAsStream(command)
        .map(JobName::program)
        .filter(program -> !PREPARATIONS.contains(program))
        .map(JobName::name)
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse("job");
  }

  private static String program(String command) {
    Deque<String> words = new ArrayDeque<>(Arrays.asList(command.strip().split("\\s+")));
    while (!words.isEmpty()) {
      String program = file(words.pop());
      if (STARTERS.contains(program)) {
        dropArguments(words, program);
      } else if (INTERPRETER.matcher(program).matches()) {
        return words.stream()
            .filter(word -> !word.startsWith("-"))
            .findFirst()
            .map(JobName::file)
            .orElse(program);
      } else if (!ASSIGNMENT.matcher(program).matches()) {
        return program;
      }
    }
    return "";
  }

  private static void dropArguments(Deque<String> words, String starter) {
    while (!words.isEmpty() && isOption(words.peek())) {
      String option = words.pop();
      if (starter.equals("sudo") && option.matches("-[ug]")) {
        words.poll();
      }
    }
    if (starter.equals("flock")) {
      words.poll();
    }
  }

  private static boolean isOption(String word) {
    return word.startsWith("-") || AMOUNT.matcher(word).matches();
  }

  private static String file(String word) {
    return word.substring(word.lastIndexOf('/') + 1);
  }

  private static String name(String program) {
    String plain =
        SCRIPT
            .matcher(program.toLowerCase(Locale.ROOT).replaceAll("[\"']", ""))
            .replaceFirst("")
            .replaceAll("[^a-z0-9]+", "-");
    String cut = plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
    return cut.replaceAll("^-+|-+$", "");
  }
}
