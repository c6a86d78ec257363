package dev.quartermaster.db;

import java.util.function.Supplier;
import org.postgresql.Driver;

/**
 * How to reach PostgreSQL.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 * @param login user and password
 * @param schema the schema that holds everything of the product's; made by the migrations
 * @param pool how many connections, and under which name the database shows them
 */
public record DatabaseSettings(String url, Login login, String schema, Pool pool) {

  /**
   * The password is asked for at each connect, so that a rotated file is picked up; it is never
   * printed.
   */
  public record Login(String user, Supplier<String> password) {
    @Override
    public String toString() {
      return user;
    }
  }

  /**
   * The pool of connections.
   *
   * @param size most connections at once, 1 to 1,000
   * @param name the application name that the server shows, 63 bytes at most
   */
  public record Pool(int size, String name) {}

  /** Whether the driver can make anything of it. */
  public static boolean isAddress(String url) {
    return url.startsWith("jdbc:postgresql:") && Driver.parseURL(url, null) != null;
  }

  /** Where it is, as people may read it: without parameters, of which one may be a password. */
  public String place() {
    return url.split("[?;]", 2)[0];
  }

  /** The same database through a pool of its own. */
  public DatabaseSettings withPool(int size, String name) {
    return new DatabaseSettings(url, login, schema, new Pool(size, name));
  }
}
