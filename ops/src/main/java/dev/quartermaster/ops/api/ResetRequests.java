package dev.quartermaster.ops.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of resets that were asked for under a key: table reset_request. */
final class ResetRequests {

  /**
   * A reset that was asked for.
   *
   * @param key the caller's own; keys of two tokens have nothing to do with each other
   * @param content what is asked for, as one text
   */
  record Request(String tokenId, String key, String content) {
    byte[] fingerprint() {
      try {
        return MessageDigest.getInstance("SHA-256")
            .digest(content.getBytes(StandardCharsets.UTF_8));
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has SHA-256", e);
      }
    }
  }

  /**
   * What came of a request under the same key within the last 24 hours.
   *
   * @param same whether it asked for the same
   */
  record Earlier(boolean same, boolean wasReset) {}

  private ResetRequests() {}

  /**
   * Takes the key for the caller's transaction; what is there is the earlier request, and then
   * nothing is to be done. Waits by the primary key for a transaction that has just taken it, which
   * comes before the locks on accounts in every one of them.
   */
  static Optional<Earlier> take(Handle handle, Request request) {
    int taken =
        handle
            .createUpdate(
                """
                INSERT INTO reset_request AS r (token_id, key, fingerprint)
                VALUES (:token, :key, :fingerprint)
                ON CONFLICT (token_id, key) DO UPDATE
                   SET fingerprint = excluded.fingerprint, was_reset = NULL, at = excluded.at
                 WHERE r.at <= qm_now() - interval '24 hours'
                """)
            .bind("token", request.tokenId())
            .bind("key", request.key())
            .bind("fingerprint", request.fingerprint())
            .execute();
    return taken == 1 ? Optional.empty() : Optional.of(earlier(handle, request));
  }

  private static Earlier earlier(Handle handle, Request request) {
    return handle
        .createQuery(
            """
            SELECT fingerprint = :fingerprint AS same, was_reset FROM reset_request
             WHERE token_id = :token AND key = :key
            """)
        .bind("token", request.tokenId())
        .bind("key", request.key())
        .bind("fingerprint", request.fingerprint())
        .map((row, context) -> new Earlier(row.getBoolean("same"), row.getBoolean("was_reset")))
        .one();
  }

  /** Keeps what came of it, and drops some that no longer count: so the table cannot grow. */
  static void keep(Handle handle, Request request, boolean wasReset) {
    handle
        .createUpdate(
            "UPDATE reset_request SET was_reset = :reset WHERE token_id = :token AND key = :key")
        .bind("reset", wasReset)
        .bind("token", request.tokenId())
        .bind("key", request.key())
        .execute();
    // By the index on at; rows that another request is at are left to it.
    handle.execute(
        """
        DELETE FROM reset_request
         WHERE (token_id, key) IN (
           SELECT token_id, key FROM reset_request
            WHERE at <= qm_now() - interval '24 hours'
            ORDER BY at
            LIMIT 100
              FOR UPDATE SKIP LOCKED)
        """);
  }
}
