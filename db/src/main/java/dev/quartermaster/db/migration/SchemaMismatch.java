package dev.quartermaster.db.migration;

/** Program and database do not fit each other. The message is one line that says what to do. */
public final class SchemaMismatch extends RuntimeException {
  public SchemaMismatch(String message) {
    super(message);
  }
}
