package dev.quartermaster.ops.cli;

import dev.quartermaster.db.DatabaseUnavailable;
import dev.quartermaster.ops.status.Status;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Shows the status again and again: as a screen on a terminal, a line each time elsewhere. A
 * database that is away is part of what is watched.
 */
final class StatusWatch {

  /** The terminal's other screen, so that the first comes back afterwards; and no cursor. */
  private static final String ENTER = "\033[?1049h\033[?25l";

  private static final String LEAVE = "\033[?25h\033[?1049l";
  private static final String HOME = "\033[H";
  private static final String REST_OF_LINE = "\033[K";
  private static final String REST_OF_SCREEN = "\033[J";

  private final Supplier<Status> read;
  private final Duration every;
  private final boolean untilWell;
  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * A watch.
   *
   * @param untilWell whether it ends when nothing is wrong
   */
  StatusWatch(Supplier<Status> read, Duration every, boolean untilWell) {
    this.read = read;
    this.every = every;
    this.untilWell = untilWell;
  }

  /** Its exit code, when it ends by itself. */
  int untilEnded() throws InterruptedException {
    Thread hook = new Thread(this::stop, "leave screen");
    Runtime.getRuntime().addShutdownHook(hook);
    say(Terminal.draws() ? ENTER : "");
    try {
      while (!(look() && untilWell) && !stopped.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        // The next look.
      }
    } finally {
      leave(hook);
    }
    return ExitCode.DONE;
  }

  /** Before anything else is said. */
  private void leave(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      say(Terminal.draws() ? LEAVE : "");
    } catch (IllegalStateException stopping) {
      return; // The hook leaves.
    }
  }

  private boolean look() {
    try {
      Status status = read.get();
      show(Terminal.draws() ? Lines.of(new StatusScreen(status)::print) : line(status));
      return status.ok();
    } catch (RuntimeException e) {
      if (!(e instanceof DatabaseUnavailable) && BrokenConnection.of(e).isEmpty()) {
        throw e;
      }
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      show(List.of(Table.wrapped("✘ The database cannot be reached: " + why, 0).split("\n")));
      return false;
    }
  }

  private static List<String> line(Status status) {
    String verdict = status.ok() ? "well" : "not well: " + status.problems().get(0);
    return List.of(
        "%s %s; %,d overdue, %,d in the tarpit"
            .formatted(
                When.absolute(status.at()),
                verdict,
                status.quota().overdue(),
                status.quota().inTarpit()));
  }

  private void show(List<String> lines) {
    if (!Terminal.draws()) {
      say(String.join("\n", lines) + "\n");
      return;
    }
    String screen =
        lines.stream()
            .limit(Terminal.rows() - 1L)
            .map(line -> line + REST_OF_LINE + "\n")
            .collect(Collectors.joining());
    say(HOME + screen + REST_OF_SCREEN);
  }

  private synchronized void say(String text) {
    out.print(text);
    out.flush();
    if (out.checkError()) {
      stopped.countDown(); // Nobody reads any more.
    }
  }

  private void stop() {
    stopped.countDown();
    say(Terminal.draws() ? LEAVE : "");
  }
}
