package dev.quartermaster.alerts.monitor;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * What a job tells once.
 *
 * @param rid ties the start and the end of one run
 */
public record Ping(Kind kind, OptionalInt exitCode, Optional<UUID> rid, Origin origin) {

  /** What it means. */
  public enum Kind {
    /** A run has ended well. */
    SUCCESS,
    /** A run has begun. */
    START,
    /** A run has ended badly. */
    FAIL,
    /** Only for the record: it is no sign of life. */
    LOG;

    /** As it is kept. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }

    boolean isEnd() {
      return this == SUCCESS || this == FAIL;
    }
  }

  /**
   * Where it came from, and with what.
   *
   * @param address of the network
   */
  public record Origin(String address, Body body) {}

  /**
   * The end of a run by its exit code: zero is good.
   *
   * @param code 0 to 255
   */
  public static Ping exited(int code, Optional<UUID> rid, Origin origin) {
    return new Ping(code == 0 ? Kind.SUCCESS : Kind.FAIL, OptionalInt.of(code), rid, origin);
  }

  /** One without an exit code. */
  public static Ping of(Kind kind, Optional<UUID> rid, Origin origin) {
    return new Ping(kind, OptionalInt.empty(), rid, origin);
  }
}
