package dev.quartermaster.ops.incident;

import dev.quartermaster.db.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.quartz.impl.jdbcjobstore.JobStoreTX;

/** One table of accounts, with use, allowance and next reset in the row; and Quartz's own. */
final class OldTables {

  private static final String SCRIPT = "tables_postgres.sql";
  private static final int AT_ONCE = 20_000;

  private OldTables() {}

  static void make(Database database) {
    database.run(
        handle -> {
          handle.execute(
              """
              CREATE TABLE account (
                id              bigint PRIMARY KEY,
                username        text NOT NULL UNIQUE,
                used_us         bigint NOT NULL,
                allowance_us    bigint NOT NULL,
                next_reset_time timestamptz NOT NULL,
                in_tarpit       boolean NOT NULL
              )
              """);
          handle.execute("CREATE INDEX account_next_reset ON account (next_reset_time)");
        });
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement();
        InputStream script =
            Objects.requireNonNull(JobStoreTX.class.getResourceAsStream(SCRIPT), SCRIPT)) {
      statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    } catch (SQLException e) {
      throw new IllegalStateException("Quartz's tables cannot be made: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    database.run(Fault::prepare);
  }

  /** The same users, with the same use. */
  static void lay(Database database, Users users, Instant begins) {
    for (int from = 0; from < users.size(); from += AT_ONCE) {
      List<User> some = users.all().subList(from, Math.min(users.size(), from + AT_ONCE));
      database.run(
          handle ->
              handle
                  .createUpdate(
                      """
                      INSERT INTO account
                      SELECT * FROM unnest(:ids, :names, :used, :allowances, :resets, :over)
                      """)
                  .bindArray("ids", Long.class, some.stream().map(u -> (long) u.nth()).toArray())
                  .bindArray(
                      "names", String.class, some.stream().map(u -> u.name().toString()).toArray())
                  .bindArray("used", Long.class, some.stream().map(User::usedMicros).toArray())
                  .bindArray(
                      "allowances", Long.class, some.stream().map(User::allowanceMicros).toArray())
                  .bindArray(
                      "resets",
                      OffsetDateTime.class,
                      some.stream().map(u -> u.reset(begins).atOffset(ZoneOffset.UTC)).toArray())
                  .bindArray("over", Boolean.class, some.stream().map(User::isOver).toArray())
                  .execute());
    }
  }

  /** Whose reset is due and was not done; who is in the tarpit; and who is though it was due. */
  static Curve.Seen look(Database database) {
    return database.transaction(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*) FILTER (WHERE next_reset_time <= now()), count(*) FILTER (WHERE in_tarpit),
                           count(*) FILTER (WHERE in_tarpit AND next_reset_time <= now())
                      FROM account
                    """)
                .map(
                    (row, context) ->
                        new Curve.Seen(row.getLong(1), row.getLong(2), row.getLong(3)))
                .one());
  }
}
