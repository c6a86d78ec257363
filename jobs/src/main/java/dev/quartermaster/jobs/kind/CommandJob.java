package dev.quartermaster.jobs.kind;

import dev.quartermaster.jobs.batch.OutsideJob;
import dev.quartermaster.jobs.batch.RunLog;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs a program without a shell. It has succeeded when it ends with 0. */
final class CommandJob implements OutsideJob {

  /** For the output of what a program leaves behind. */
  private static final Duration LINGER = Duration.ofSeconds(3);

  /** An ending by a signal shows as this and the signal's number. */
  private static final int SIGNALLED = 128;

  private static final Map<Integer, String> SIGNALS =
      Map.of(
          1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9,
          "SIGKILL", 11, "SIGSEGV", 13, "SIGPIPE", 15, "SIGTERM");

  private final Work.Command command;

  CommandJob(Work.Command command) {
    this.command = command;
  }

  /** Whatever goes wrong, nothing of it goes on after that; after success what it left may. */
  @Override
  public void run(Assignment assignment) throws Failed, InterruptedException {
    RunLog log = assignment.log();
    ProcessGroup group = new Launch(command).start(assignment);
    try (Output output = new Output(group.leader().getInputStream(), log)) {
      boolean succeeded = false;
      try {
        int code = group.leader().waitFor();
        boolean said = output.ended(LINGER);
        judge(code, output.last());
        noteLeft(group.members(), said, log);
        succeeded = true;
      } finally {
        if (!succeeded) {
          stop(group, log);
          output.ended(LINGER);
        }
      }
    }
  }

  private void judge(int code, String last) throws Failed {
    if (code == 0) {
      return;
    }
    String signal = SIGNALS.get(code - SIGNALLED);
    throw new Failed(
        "'%s' ended with %d%s%s"
            .formatted(
                command.argv().get(0),
                code,
                signal == null ? "" : ", as by " + signal,
                last.isEmpty() ? "; it said nothing" : "; its last line: " + last));
  }

  private static void noteLeft(Set<ProcessHandle> left, boolean said, RunLog log) {
    if (!left.isEmpty()) {
      log.line("It ended with 0, and left these processes behind: " + pids(left));
    }
    if (!said) {
      log.line("What they say from now on is not kept.");
    }
  }

  private void stop(ProcessGroup group, RunLog log) {
    Set<ProcessHandle> living = group.members();
    if (living.isEmpty()) {
      return;
    }
    log.line("It is stopped, by TERM to " + pids(living));
    Set<ProcessHandle> left =
        group.stop(
            command.stopWithin(),
            late ->
                log.line(
                    "Not ended within %s: KILL to %s".formatted(command.stopWithin(), pids(late))));
    if (!left.isEmpty()) {
      log.line("They cannot be stopped: " + pids(left));
    }
  }

  private static String pids(Set<ProcessHandle> processes) {
    return processes.stream()
        .map(ProcessHandle::pid)
        .sorted()
        .map(String::valueOf)
        .collect(Collectors.joining(", "));
  }
}
