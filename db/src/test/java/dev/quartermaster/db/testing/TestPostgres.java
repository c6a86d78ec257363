package dev.quartermaster.db.testing;

import dev.quartermaster.db.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One PostgreSQL for all tests of a Maven module, in its {@code target/test-postgres}: started by
 * the first test that asks, stopped when the JVM ends. Give each test class a schema of its own,
 * and drop it before use: the data outlives the run.
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

    // Surefire names the module's directory; an IDE starts in it.
    static final EmbeddedPostgres SERVER =
        EmbeddedPostgres.join(
            Path.of(System.getProperty("basedir", ""), "target", "test-postgres"));

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close, "leave test-postgres"));
    }
  }
}
