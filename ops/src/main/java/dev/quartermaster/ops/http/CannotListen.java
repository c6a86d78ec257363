package dev.quartermaster.ops.http;

/** The surface cannot be opened. The message is one line that says why and what to do. */
public final class CannotListen extends RuntimeException {

  CannotListen(String message, Throwable cause) {
    super(message, cause);
  }
}
