package dev.quartermaster.db.embedded;

import dev.quartermaster.db.embedded.Postmaster.Phase;
import dev.quartermaster.db.embedded.Program.Ended;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Starts, awaits and stops the server of one directory. Call everything under the start lock. */
record Server(Home home, Program program, ServerLog log) {

  /** For a start without recovery, for an answer, and for a stop: each takes a second or two. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Replaying 4 GB of WAL (max_wal_size) from a slow disk, after a crash. */
  private static final Duration RECOVERY = Duration.ofMinutes(5);

  static Server of(Home home, Binaries binaries) {
    ServerLog log = new ServerLog(home.log());
    return new Server(home, new Program(binaries, home, log), log);
  }

  /** Leaves a server running that answers, and tells its port. */
  int ensureRunning() throws IOException {
    new Cluster(home, program).initialise();
    Optional<Postmaster> found =
        Poll.until(seen -> !is(seen, Phase.STOPPING), PATIENCE, () -> Postmaster.of(home));
    if (found.isEmpty()) {
      start();
    }
    return awaitAnswer();
  }

  private void start() throws IOException {
    Password.read(home);
    log.rotate();
    Postmaster.disown(home);
    Ended last = Poll.until(end -> end.well() || !mayPass(end), PATIENCE, this::startOnce);
    if (!last.well() && Postmaster.of(home).isEmpty()) {
      throw notStarted(last.said());
    }
  }

  private Ended startOnce() throws IOException {
    return program.run(
        "pg_ctl",
        List.of(
            "start",
            "--silent",
            "--wait",
            "--timeout=" + PATIENCE.toSeconds(),
            "--pgdata=" + home.data(),
            "--log=" + log.file(),
            "--options=-p " + Port.free(home.port())));
  }

  /** Another program was quicker to take the port, or children of a killed server are ending. */
  private static boolean mayPass(Ended start) {
    return start.complains("Address already in use") || start.complains("shared memory block");
  }

  private int awaitAnswer() throws IOException {
    Optional<Postmaster> settled =
        Poll.until(seen -> !is(seen, Phase.STARTING), RECOVERY, () -> Postmaster.of(home));
    Postmaster postmaster = settled.orElseThrow(() -> notStarted(log.since(0)));
    if (postmaster.phase() == Phase.STARTING) {
      throw new EmbeddedPostgresException(
          "PostgreSQL in %s still recovers from a crash after %d minutes (pid %d): run the command again to go on waiting; see %s."
              .formatted(home.directory(), RECOVERY.toMinutes(), postmaster.pid(), log.file()));
    }
    Login login = new Login(home, postmaster.port());
    if (!Poll.until(works -> works, PATIENCE, login::works)) {
      throw new EmbeddedPostgresException(
          "PostgreSQL in %s runs (pid %d) but does not answer on port %d: end it, and see %s."
              .formatted(home.directory(), postmaster.pid(), postmaster.port(), log.file()));
    }
    Port.remember(home.port(), postmaster.port());
    return postmaster.port();
  }

  void stop() throws IOException {
    if (Postmaster.of(home).isEmpty()) {
      return;
    }
    Ended stop =
        program.run(
            "pg_ctl",
            List.of(
                "stop",
                "--silent",
                "--mode=fast",
                "--wait",
                "--timeout=" + PATIENCE.toSeconds(),
                "--pgdata=" + home.data()));
    if (!stop.well() && Postmaster.of(home).isPresent()) {
      throw new EmbeddedPostgresException(
          "PostgreSQL in %s does not stop: %s | See %s; the next start goes on with it."
              .formatted(home.directory(), stop.quote(), log.file()));
    }
  }

  private static boolean is(Optional<Postmaster> seen, Phase phase) {
    return seen.filter(postmaster -> postmaster.phase() == phase).isPresent();
  }

  private EmbeddedPostgresException notStarted(String said) {
    return new EmbeddedPostgresException(
        "PostgreSQL does not start in %s: %s | Mend that and try again; the whole story is in %s."
            .formatted(home.directory(), ServerLog.quote(said), log.file()));
  }
}
