package dev.quartermaster.alerts.channel;

import dev.quartermaster.alerts.channel.Outcome.Accepted;
import dev.quartermaster.alerts.channel.Outcome.Failed;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program of the owner's, run without a shell: the webhook's JSON is on its input, and the main
 * words of it are in {@code QUARTERMASTER_ALERT_…}. It has taken the page when it ends with 0.
 */
public final class Command implements Channel {

  /** Characters of its output that are told, the last ones. */
  private static final int SHOWN = 1024;

  /** For a single variable; the kernel takes 128 KB. */
  private static final int LONGEST_VARIABLE = 4096;

  /** The node's own settings, secrets among them, are not for a program. */
  private static final String OURS = "QUARTERMASTER_";

  private final String name;
  private final List<String> argv;
  private final Words words;
  private final Duration patience;

  /** The program and its arguments, which may hold a secret. */
  public record Settings(List<String> argv) {
    public Settings {
      argv = List.copyOf(argv);
      if (argv.isEmpty() || argv.get(0).isBlank()) {
        throw new IllegalArgumentException("argv names no program; put its path first");
      }
    }

    @Override
    public String toString() {
      return "Settings[argv=" + argv.get(0) + " …]";
    }
  }

  /** By these settings. */
  public Command(String name, Settings settings) {
    this(name, settings, Deadline.PATIENCE);
  }

  Command(String name, Settings settings, Duration patience) {
    this.name = name;
    this.argv = settings.argv();
    this.words = Words.without(argv.subList(1, argv.size()));
    this.patience = patience;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Outcome send(Page page) {
    Deadline deadline = Deadline.in(patience);
    ProcessBuilder builder = new ProcessBuilder().redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(variable -> variable.startsWith(OURS));
    environment.putAll(variables(page));
    try {
      Program program = Program.start(builder, argv, WebhookBody.of(page));
      return program
          .ended(deadline)
          .map(code -> judge(code, program))
          .orElseGet(() -> late(program, deadline));
    } catch (IOException e) {
      // Its words name the program, and perhaps what was given to it.
      return failed("it cannot be started", words.endOf(String.valueOf(e.getMessage()), SHOWN));
    }
  }

  private static Map<String, String> variables(Page page) {
    Page.Alert alert = page.alert();
    return Map.of(
        OURS + "ALERT_NAME", variable(alert.name()),
        OURS + "ALERT_STATE", variable(alert.state()),
        OURS + "ALERT_SEVERITY", alert.severity().word(),
        OURS + "ALERT_SUMMARY", variable(alert.text().summary()),
        OURS + "ALERT_DEDUP_KEY", variable(alert.dedupKey()));
  }

  private static String variable(String text) {
    return Words.cut(Words.line(text), LONGEST_VARIABLE);
  }

  private Outcome judge(int code, Program program) {
    return code == 0 ? Accepted.PLAINLY : failed("it ended with " + code, said(program));
  }

  private Outcome late(Program program, Deadline deadline) {
    program.kill();
    return failed("it had not ended within " + deadline + " and was killed", said(program));
  }

  private String said(Program program) {
    return words.endOf(program.lastSaid(), SHOWN);
  }

  private static Failed failed(String why, String said) {
    return new Failed(said.isEmpty() ? why : why + ": " + said, Optional.empty());
  }
}
