package dev.quartermaster.db.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A PostgreSQL 18 server in a directory, shared by every process that joins it. It listens on the
 * loopback address only, asks for the password in {@link #passwordFile}, and keeps what is
 * committed (fsync is on). When every user is killed it runs on, and the next to join goes on with
 * it.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private final Home home;
  private final Server server;
  private final Usage usage;
  private final int port;
  private final AtomicBoolean left = new AtomicBoolean();

  private EmbeddedPostgres(Home home, Server server, Usage usage, int port) {
    this.home = home;
    this.server = server;
    this.usage = usage;
    this.port = port;
  }

  /**
   * Joins the server that lives in a directory; unpacks, initialises and starts it when need be,
   * and waits for it: a second or two the first time, up to five minutes after a crash. Joining
   * once more also brings back a server that was killed, on the same port when that is still free.
   *
   * @throws EmbeddedPostgresException with one line that says what to do
   */
  public static EmbeddedPostgres join(Path directory) {
    Home home = Home.prepare(directory);
    Server server = Server.of(home, Binaries.ready());
    Usage usage = Usage.of(home);
    try {
      return new EmbeddedPostgres(home, server, usage, usage.enter(server));
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "PostgreSQL cannot be started in %s (%s): see that the directory can be written and has room."
              .formatted(home.directory(), e),
          e);
    }
  }

  /** Without user and password. */
  public String jdbcUrl() {
    return Login.url(port, Login.DATABASE);
  }

  /** A superuser of this server. */
  public String user() {
    return Cluster.SUPERUSER;
  }

  /** Holds the password and nothing else; only its owner can read it. */
  public Path passwordFile() {
    return home.password();
  }

  /** On 127.0.0.1. */
  public int port() {
    return port;
  }

  /**
   * Leaves; the last user to leave stops the server, which ends every connection to it. A second
   * call does nothing.
   *
   * @throws EmbeddedPostgresException when the server does not stop within a minute; it stays
   *     usable
   */
  @Override
  public void close() {
    if (left.getAndSet(true)) {
      return;
    }
    // An interrupted thread must leave properly too: it may be interrupted because of the shutdown.
    boolean interrupted = Thread.interrupted();
    try {
      usage.leave(server);
    } catch (IOException e) {
      throw new EmbeddedPostgresException(
          "PostgreSQL in %s may still run (%s): the next start goes on with it."
              .formatted(home.directory(), e),
          e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
