package dev.quartermaster.ops.audit;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The trail of what people changed by hand. An entry is written in the transaction of the change,
 * as the last thing that takes a lock: it locks the trail's head until the commit, and the next
 * person's entry waits for it.
 */
public final class Audit {

  private Audit() {}

  /**
   * Adds an entry; the person is this process's user and host.
   *
   * @param act the command, such as {@code reset}
   * @param target what it touched
   */
  public static void record(Handle handle, String act, String target, @Nullable String reason) {
    recordBy(handle, person(), act, target, reason);
  }

  /**
   * Adds an entry for someone who is not at this process's terminal.
   *
   * @param actor who, such as {@code token 5f0c…@10.0.0.7}
   */
  public static void recordBy(
      Handle handle, String actor, String act, String target, @Nullable String reason) {
    handle
        .createUpdate(
            "INSERT INTO audit (actor, act, target, reason) VALUES (:actor, :act, :target, :reason)")
        .bind("actor", actor)
        .bind("act", act)
        .bind("target", target)
        .bind("reason", reason)
        .execute();
  }

  /** The person who runs this process, and where. */
  public static String person() {
    String user = System.getProperty("user.name", "unknown");
    String sudo = System.getenv("SUDO_USER");
    return (sudo == null ? user : sudo + " (as " + user + ")") + "@" + host();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // The machine does not know its own name; the user still tells who it was.
      return "localhost";
    }
  }
}
