package dev.quartermaster.ops.token;

import dev.quartermaster.ops.token.Token.Made;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.quota.account.Username;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of tokens. Every statement finds its row by the primary key. */
public final class Tokens {

  private static final String SELECT =
      """
      SELECT t.id, t.secret_hash, t.role, a.username, t.reporter, t.created_at, t.created_by, t.reason,
             t.last_used_at, t.revoked_at,
             coalesce(t.last_used_at < qm_now() - interval '1 minute', true) AS note_due
        FROM api_token t
        LEFT JOIN account a ON a.id = t.account_id
      """;

  /** Compared with when there is no such token, so that this takes as long. */
  private static final byte[] NO_HASH = new byte[32];

  private Tokens() {}

  /**
   * A valid token that was presented.
   *
   * @param noteDue whether its last use on record is more than a minute old
   */
  public record Found(Token token, boolean noteDue) {}

  /**
   * Makes a token; nobody can ever read its secret again.
   *
   * @param by who makes it
   * @throws IllegalArgumentException when its user is not registered
   */
  public static Presented create(Handle handle, Rights rights, String by, @Nullable String reason) {
    Presented token = Presented.random();
    int made =
        handle
            .createUpdate(
                """
                INSERT INTO api_token (id, secret_hash, role, account_id, reporter, created_by, reason)
                SELECT :id, :hash, :role, a.id, :reporter, :by, :reason
                  FROM (VALUES (:user)) AS wanted (username_key)
                  LEFT JOIN account a ON a.username_key = wanted.username_key
                 WHERE wanted.username_key IS NULL OR a.id IS NOT NULL
                """)
            .bind("id", token.id())
            .bind("hash", token.hash())
            .bind("role", rights.role().word())
            .bind("user", rights.user().map(Username::key).orElse(null))
            .bind("reporter", rights.reporter().orElse(null))
            .bind("by", by)
            .bind("reason", reason)
            .execute();
    if (made == 0) {
      throw new IllegalArgumentException(
          "there is no account '%s'".formatted(rights.user().orElseThrow()));
    }
    return token;
  }

  /** The token that was presented, unless it is unknown, false or revoked. */
  public static Optional<Found> find(Handle handle, Presented presented) {
    byte[] hash = presented.hash();
    Optional<Compared> row =
        handle
            .createQuery(SELECT + " WHERE t.id = :id")
            .bind("id", presented.id())
            .map((result, context) -> compared(result, hash))
            .findOne();
    boolean same = row.map(Compared::same).orElseGet(() -> MessageDigest.isEqual(NO_HASH, hash));
    return row.map(Compared::found).filter(found -> same && found.token().revokedAt().isEmpty());
  }

  /** All of them, revoked ones too, in the order in which they were made. */
  public static List<Token> list(Handle handle) {
    return handle
        .createQuery(SELECT + " ORDER BY t.created_at, t.id")
        .map((result, context) -> token(result))
        .list();
  }

  /** One by the part of it that may be shown. */
  public static Optional<Token> byId(Handle handle, String id) {
    return handle
        .createQuery(SELECT + " WHERE t.id = :id")
        .bind("id", id)
        .map((result, context) -> token(result))
        .findOne();
  }

  /** Revokes the tokens of a reporter that were made for this reason. */
  public static void revokeReporter(Handle handle, String reporter, String reason) {
    handle
        .createUpdate(
            """
            UPDATE api_token SET revoked_at = qm_now()
             WHERE reporter = :reporter AND reason = :reason AND revoked_at IS NULL
            """)
        .bind("reporter", reporter)
        .bind("reason", reason)
        .execute();
  }

  /** Revokes it, from the next request on; false when it was revoked already, or is unknown. */
  public static boolean revoke(Handle handle, String id) {
    return handle
            .createUpdate(
                "UPDATE api_token SET revoked_at = qm_now() WHERE id = :id AND revoked_at IS NULL")
            .bind("id", id)
            .execute()
        == 1;
  }

  /**
   * Notes that it is used now, at most once a minute; leaves it when another node is at it.
   *
   * @return how many notes were written: 0 or 1
   */
  static int noteUse(Handle handle, String id) {
    return handle
        .createUpdate(
            """
            UPDATE api_token SET last_used_at = qm_now()
             WHERE id = (SELECT id FROM api_token
                          WHERE id = :id AND coalesce(last_used_at < qm_now() - interval '1 minute', true)
                            FOR NO KEY UPDATE SKIP LOCKED)
            """)
        .bind("id", id)
        .execute();
  }

  private record Compared(boolean same, Found found) {}

  private static Compared compared(ResultSet row, byte[] hash) throws SQLException {
    return new Compared(
        MessageDigest.isEqual(row.getBytes("secret_hash"), hash),
        new Found(token(row), row.getBoolean("note_due")));
  }

  private static Token token(ResultSet row) throws SQLException {
    Rights rights =
        new Rights(
            Role.of(row.getString("role")),
            Optional.ofNullable(row.getString("username")).map(Username::of),
            Optional.ofNullable(row.getString("reporter")));
    return new Token(
        row.getString("id"),
        rights,
        new Made(
            instant(row, "created_at").orElseThrow(),
            row.getString("created_by"),
            row.getString("reason")),
        instant(row, "last_used_at"),
        instant(row, "revoked_at"));
  }

  private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }
}
