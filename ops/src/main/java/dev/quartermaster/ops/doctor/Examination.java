package dev.quartermaster.ops.doctor;

import dev.quartermaster.db.Database;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** Makes checks, one after the other: one that fails by itself says so, and hides no other. */
final class Examination {

  /** For a person who waits; the watch's own looks take milliseconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Check> checks = new ArrayList<>();

  /** A check that asks the database. */
  @FunctionalInterface
  interface Look {
    Check at(Handle handle);
  }

  void add(Check check) {
    checks.add(check);
  }

  /** Makes a check; its name is only for the case that it fails. */
  void check(String name, Supplier<Check> look) {
    try {
      add(look.get());
    } catch (RuntimeException e) {
      add(failed(name, e));
    }
  }

  /** The same, in a transaction of its own that can change nothing. */
  void check(String name, Database database, Look look) {
    check(
        name,
        () ->
            database.transactionWithin(
                PATIENCE,
                handle -> {
                  handle.execute("SET TRANSACTION READ ONLY");
                  return look.at(handle);
                }));
  }

  List<Check> checks() {
    return List.copyOf(checks);
  }

  private static Check failed(String name, RuntimeException e) {
    return Check.wrong(
        name,
        "the check itself failed: " + words(e),
        "mend that first and look again; the others were made all the same");
  }

  /** In words of the one who knows best: of the server, where it is behind it. */
  static String words(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    String says = cause.getMessage();
    return says == null
        ? cause.getClass().getSimpleName()
        : says.lines().findFirst().orElse("").strip();
  }
}
