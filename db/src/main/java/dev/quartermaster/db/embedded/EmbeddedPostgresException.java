package dev.quartermaster.db.embedded;

import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL cannot be had; the message is one line and says what to do about it. */
public final class EmbeddedPostgresException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EmbeddedPostgresException(String message) {
    this(message, null);
  }

  EmbeddedPostgresException(String message, @Nullable Throwable cause) {
    super(message.strip().replaceAll("\\s*\\R\\s*", " | "), cause);
  }
}
