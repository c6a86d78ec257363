package dev.quartermaster.db.testing;

import dev.quartermaster.db.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One PostgreSQL for all tests of a JVM, in the module's {@code target/test-postgres-N}: started by
 * the first test that asks, stopped when the JVM ends. What waits for all transactions of a server,
 * as the feed does, so does not wait for another JVM's tests. Give each test class a schema of its
 * own, and drop it before use: the data outlives the run.
 */
public final class TestPostgres {

  private TestPostgres() {}

  public static String jdbcUrl() {
    return Shared.SERVER.jdbcUrl();
  }

  public static String user() {
    return Shared.SERVER.user();
  }

  public static String password() {
    try {
      return Files.readString(Shared.SERVER.passwordFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Loaded, and so started, when first asked for. */
  private static final class Shared {

    // Surefire names the module's directory; an IDE starts in it. The root's pom.xml numbers the
    // JVMs.
    static final EmbeddedPostgres SERVER =
        EmbeddedPostgres.join(
            Path.of(
                System.getProperty("basedir", ""),
                "target",
                "test-postgres-" + System.getProperty("test.process", "1")));

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close, "leave test-postgres"));
    }
  }
}
