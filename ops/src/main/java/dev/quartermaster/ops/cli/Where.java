package dev.quartermaster.ops.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.migration.Migrations;
import dev.quartermaster.db.migration.SchemaMismatch;
import dev.quartermaster.ops.node.Installation;
import dev.quartermaster.ops.node.Installation.OpenDatabase;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** Options of every command that needs the database: which one it is. */
final class Where {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration file, such as a data directory's quartermaster.yaml.")
  private @Nullable Path config;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "The data directory of 'up'; ~/.quartermaster when not given.")
  private @Nullable Path dataDirectory;

  Installation installation() {
    return Installation.find(Optional.ofNullable(config), Optional.ofNullable(dataDirectory));
  }

  /** For who says by itself what else is wrong in the configuration. */
  Installation reachable() {
    return Installation.reach(Optional.ofNullable(config), Optional.ofNullable(dataDirectory));
  }

  /** What else is wrong in the configuration is said, and matters to who needs it. */
  Installation reached() {
    Installation reached = reachable();
    reached
        .invalid()
        .ifPresent(
            wrong ->
                System.err.println(
                    "warning: the configuration is invalid, and only its database is used; 'config check' tells all: "
                        + wrong.problems().get(0)));
    return reached;
  }

  /** For commands that only look: there must be something to look at. */
  Session look() {
    Installation installation = reached();
    refuseNew(installation);
    return open(installation);
  }

  /** The same, for as long as somebody watches: to stop that is no news. */
  Session watch() {
    Leaving.silently();
    return look();
  }

  private static void refuseNew(Installation installation) {
    if (installation.isNew()) {
      throw new ExitCode.NoDatabase(
          "there is no Quartermaster in %s yet: start one with 'up', or name another with --data-dir or --config"
              .formatted(installation.directory()));
    }
  }

  /** For who looks whether it can be looked at: reached, but neither judged nor migrated. */
  Session examine(Installation installation) {
    refuseNew(installation);
    return open(installation, "qm-cli", false);
  }

  /** For commands that lend a hand, and so show themselves under a name of their own. */
  Session lend(String session) {
    return open(reached(), session);
  }

  /** For commands that change something: an embedded database is made when there is none yet. */
  Session change() {
    return open(reached());
  }

  private static Session open(Installation installation) {
    return open(installation, "qm-cli");
  }

  private static Session open(Installation installation, String session) {
    return open(installation, session, true);
  }

  private static Session open(Installation installation, String session, boolean prepare) {
    // What the pool would log, with a stack trace, the command says in one line.
    ((Logger) LoggerFactory.getLogger("com.zaxxer.hikari")).setLevel(Level.OFF);
    Leaving leaving = Leaving.guard();
    try {
      OpenDatabase open = installation.open(session);
      Database database = open.pool(4);
      leaving.reached(open, database);
      if (open.server().isEmpty()) {
        // The pool would go on trying for ten seconds, and then not know why.
        database.check();
      }
      if (prepare) {
        prepare(database, installation);
      }
      return new Session(installation, database, leaving);
    } catch (RuntimeException e) {
      leaving.now();
      throw e;
    }
  }

  /**
   * The embedded database is this program's own to migrate; another is migrated by starting a node.
   */
  private static void prepare(Database database, Installation installation) {
    try {
      Migrations.check(database);
    } catch (SchemaMismatch mismatch) {
      if (!installation.database().embedded()) {
        throw mismatch;
      }
      Migrations.migrate(database);
    }
  }

  /** A command's way to the database; left when the command is stopped, too. */
  record Session(Installation installation, Database database, Leaving leaving)
      implements AutoCloseable {
    @Override
    public void close() {
      leaving.now();
    }
  }
}
