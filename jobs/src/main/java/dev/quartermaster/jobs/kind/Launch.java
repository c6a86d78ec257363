package dev.quartermaster.jobs.kind;

import dev.quartermaster.jobs.batch.OutsideJob.Assignment;
import dev.quartermaster.jobs.batch.OutsideJob.Failed;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts a command. What is wrong with it is found before, and said in words. */
final class Launch {

  /** The node's own settings, secrets among them, are not for a command. */
  private static final String OURS = "QUARTERMASTER_";

  private final Work.Command command;
  private final String program;

  Launch(Work.Command command) {
    this.command = command;
    this.program = command.argv().isEmpty() ? "" : command.argv().get(0);
  }

  /** Starts it as the leader of a session of its own, without anything to read. */
  ProcessGroup start(Assignment assignment) throws Failed, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder();
    builder.redirectErrorStream(true).redirectInput(Redirect.from(new File("/dev/null")));
    Optional<File> directory = directory();
    directory.ifPresent(builder::directory);
    Optional<Account> other = otherUser();
    environment(builder.environment(), assignment, other);
    checkProgram(directory, builder.environment().getOrDefault("PATH", ""));
    try {
      List<String> words = new ArrayList<>(session(assignment));
      if (other.isPresent()) {
        words.addAll(other.get().prefix());
      }
      words.addAll(command.argv());
      return new ProcessGroup(builder.command(words).start());
    } catch (IOException e) {
      throw new Failed("'%s' cannot be started: %s".formatted(program, e.getMessage()), e);
    }
  }

  private Optional<File> directory() throws Failed {
    if (command.directory().isEmpty()) {
      return Optional.empty();
    }
    File directory = new File(command.directory().get());
    if (!directory.isDirectory()) {
      throw new Failed(
          "directory '%s', in which '%s' is to run, is not there: create it, or name another"
              .formatted(directory, program));
    }
    return Optional.of(directory);
  }

  private Optional<Account> otherUser() throws Failed, InterruptedException {
    if (command.user().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Account.find(command.user().get())).filter(account -> !account.isOurs());
  }

  private void environment(
      Map<String, String> environment, Assignment assignment, Optional<Account> other)
      throws Failed {
    environment.keySet().removeIf(name -> name.startsWith(OURS));
    other.ifPresent(
        account ->
            environment.putAll(
                Map.of("HOME", account.home(), "USER", account.name(), "LOGNAME", account.name())));
    for (Map.Entry<String, String> variable : command.environment().entrySet()) {
      try {
        environment.put(variable.getKey(), variable.getValue());
      } catch (IllegalArgumentException e) {
        throw new Failed(
            "environment '%s' cannot be set: a name holds no =, and neither it nor its value a NUL"
                .formatted(Line.of(variable.getKey())));
      }
    }
    environment.put("QUARTERMASTER_SCHEDULE", assignment.schedule());
    environment.put("QUARTERMASTER_SCHEDULED_FOR", toTheSecond(assignment.plannedFor()));
    environment.put("QUARTERMASTER_RUN_ID", Long.toString(assignment.run()));
    environment.put("QUARTERMASTER_MISSED", Long.toString(assignment.misses()));
    Missed missed = assignment.missed();
    missed.first().ifPresent(at -> environment.put("QUARTERMASTER_MISSED_FIRST", toTheSecond(at)));
    missed.last().ifPresent(at -> environment.put("QUARTERMASTER_MISSED_LAST", toTheSecond(at)));
    environment.put("QUARTERMASTER_ATTEMPT", Integer.toString(assignment.attempt()));
  }

  private static String toTheSecond(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** Looks for it as the system will: by its path from the directory, else along PATH. */
  private void checkProgram(Optional<File> directory, String path) throws Failed {
    if (program.isEmpty()) {
      throw new Failed("argv names no program: put its path first");
    }
    if (!program.contains("/")) {
      if (Programs.find(program, path).isEmpty()) {
        throw new Failed(
            "program '%s' is in no directory of PATH (%s): install it, or give its path"
                .formatted(program, path));
      }
      return;
    }
    Path file = directory.map(File::toPath).orElse(Path.of("")).resolve(program).toAbsolutePath();
    if (!Files.exists(file)) {
      throw new Failed("program '%s' is not there: install it, or mend argv".formatted(file));
    } else if (!Programs.isProgram(file)) {
      throw new Failed(
          "program '%s' may not be run: make it executable (chmod +x), or mend argv"
              .formatted(file));
    }
  }

  private static List<String> session(Assignment assignment) throws IOException {
    Optional<Path> setsid = Programs.tool("setsid");
    if (setsid.isEmpty()) {
      assignment
          .log()
          .line(
              "setsid (util-linux) is not installed: should this be stopped, what it started and let go would go on");
      return List.of();
    }
    String path = setsid.get().toString();
    // BusyBox's does not know --wait, which matters only where setsid has to fork: not from here.
    return Programs.isBusyBox(setsid.get()) ? List.of(path, "--") : List.of(path, "--wait", "--");
  }
}
