package dev.quartermaster.ops.launcher;

import dev.quartermaster.db.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Some accounts, their use, a run, a token, a silence and an item set aside; no daemon runs. */
final class World implements AutoCloseable {

  private static final String CONFIGURATION =
      """
      schedules: {tidy: {kind: command, every: P1D, argv: [/bin/true]}}
      monitors: {backup: {crontab: "0 2 * * *", ping-key: nightly}}
      channels: {pager: {type: command, argv: [/bin/true]}}
      """;

  final TestDatabase test;
  final Launcher launcher;

  World(Class<?> owner, Path directory) {
    test = TestDatabase.of(owner);
    launcher = Launcher.in(directory).on(test.database().settings(), CONFIGURATION);
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    launcher.program().file("accounts.csv", "username,plan", "ada,free", "Bea,free", "cyd,free");
    launcher
        .program()
        .file("usage.csv", "username,source,cpu_us,at", "ada,console,150000000," + now);
    launcher.run("accounts", "import", "accounts.csv").done();
    launcher.run("usage", "import", "usage.csv", "--format", "csv").done();
    launcher.run("schedules", "run", "cpu-reset", "--reason", "a test").done();
  }

  @Override
  public void close() {
    test.close();
  }
}
