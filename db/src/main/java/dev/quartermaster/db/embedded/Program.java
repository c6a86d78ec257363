package dev.quartermaster.db.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs the server's own programs for one directory, each to its end, with all output in the log.
 */
record Program(Binaries binaries, Home home, ServerLog log) {

  /** Its own limits are shorter; this only keeps a stuck disk from holding us for ever. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** PostgreSQL refuses to run as root; in a user namespace of its own it is nobody. */
  private static final List<String> AS_NOBODY = List.of("unshare", "-U");

  /** How a program ended, and what it and the server have logged meanwhile. */
  record Ended(boolean well, String said) {

    boolean complains(String about) {
      return said.contains(about);
    }

    String quote() {
      return ServerLog.quote(said);
    }
  }

  Ended run(String name, List<String> arguments) {
    boolean root = new UnixSystem().getUid() == 0;
    List<String> command = new ArrayList<>(root ? AS_NOBODY : List.of());
    command.add(binaries.program(name).toString());
    command.addAll(arguments);

    long before = log.size();
    boolean well = end(start(command)) == 0;
    Ended ended = new Ended(well, log.since(before));
    if (root && !well && ended.complains("unshare:")) {
      throw rootRefused(ended.quote(), null);
    }
    return ended;
  }

  private Process start(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(home.directory().toFile());
    builder.redirectInput(Redirect.from(new File("/dev/null")));
    builder.redirectErrorStream(true);
    builder.redirectOutput(Redirect.appendTo(log.file().toFile()));
    clean(builder.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      if (command.get(0).equals(AS_NOBODY.get(0))) {
        throw rootRefused(String.valueOf(e.getMessage()), e);
      }
      throw new EmbeddedPostgresException(
          "PostgreSQL cannot be run (%s): remove %s so that it is unpacked anew."
              .formatted(e.getMessage(), binaries.root()),
          e);
    }
  }

  /** Neither the user's PGPORT or PGOPTIONS nor the language of messages may change what we do. */
  private static void clean(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("PG"));
    environment.put("LC_ALL", "C");
    environment.put("TZ", "UTC");
  }

  private static int end(Process process) {
    try {
      if (process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        return process.exitValue();
      }
      process.destroyForcibly();
      throw new EmbeddedPostgresException(
          "PostgreSQL's %s has not ended within %d s: see whether the disk answers."
              .formatted(process.info().command().orElse("program"), LIMIT.toSeconds()));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new EmbeddedPostgresException("Interrupted while PostgreSQL was at work.", e);
    }
  }

  private static EmbeddedPostgresException rootRefused(String why, @Nullable Throwable cause) {
    return new EmbeddedPostgresException(
        "PostgreSQL does not run as root, and 'unshare -U' is no way out here (%s): run as an ordinary user, or name a database with --config."
            .formatted(why),
        cause);
  }
}
