package dev.quartermaster.db.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** The data directory: initialised beside its place, and renamed into it when it is complete. */
record Cluster(Home home, Program program) {

  static final String SUPERUSER = "quartermaster";

  private static final List<String> KIND =
      List.of(
          "--username=" + SUPERUSER,
          "--auth=scram-sha-256",
          "--encoding=UTF8",
          "--locale=C",
          "--locale-provider=builtin",
          "--builtin-locale=C.UTF-8",
          "--data-checksums",
          "--no-instructions");

  /** They end up in postgresql.conf, where whoever knows better may change them. */
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=127.0.0.1",
          "unix_socket_directories=",
          "max_connections=100",
          "fsync=on",
          "shared_buffers=256MB",
          // Large batches between two checkpoints write each page in full only once.
          "max_wal_size=4GB",
          "checkpoint_timeout=15min",
          "wal_compression=off",
          "autovacuum=on",
          // Compiling costs more than our short statements ever give back.
          "jit=off",
          "random_page_cost=1.1",
          "idle_in_transaction_session_timeout=0",
          // A client that vanished gives its locks back within a minute and a half.
          "tcp_keepalives_idle=60",
          "tcp_keepalives_interval=10",
          "tcp_keepalives_count=3",
          "log_destination=stderr",
          "logging_collector=off",
          "timezone=UTC",
          "log_timezone=UTC");

  /** Call under the start lock. */
  void initialise() throws IOException {
    Leftover.removeAll(home.directory(), "data.init-*");
    if (Files.exists(home.data())) {
      return;
    }
    Password.create(home);
    // A new name each time: an orphaned initdb of a killed process still writes to the old one.
    Path growing = Files.createTempDirectory(home.directory(), "data.init-");
    Program.Ended initdb = program.run("initdb", arguments(growing));
    if (!initdb.well()) {
      throw new EmbeddedPostgresException(
          "PostgreSQL cannot be initialised in %s: %s | %s The whole story is in %s."
              .formatted(home.directory(), initdb.quote(), mend(initdb), home.log()));
    }
    Files.move(growing, home.data(), StandardCopyOption.ATOMIC_MOVE);
    home.sync();
  }

  private List<String> arguments(Path data) {
    List<String> arguments = new ArrayList<>(KIND);
    arguments.add("--pgdata=" + data);
    arguments.add("--pwfile=" + home.password());
    SETTINGS.forEach(setting -> arguments.add("--set=" + setting));
    return arguments;
  }

  private static String mend(Program.Ended initdb) {
    if (initdb.complains("No space left")) {
      return "Free some space there (an empty database takes 50 MB), or choose another directory.";
    }
    if (initdb.complains("Permission denied")) {
      return "Its user must own the directory and the way to it (root's privileges do not count here).";
    }
    return "Mend that, or choose another directory.";
  }
}
