package dev.quartermaster.jobs.kind;

import com.sun.security.auth.module.UnixSystem;
import dev.quartermaster.jobs.batch.OutsideJob.Failed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A user of this machine.
 *
 * @param uid its number
 * @param gid the number of its first group
 */
record Account(String name, long uid, long gid, String home) {

  /** A directory of users that does not answer must not hold the run. */
  private static final long PATIENCE_S = 10;

  /** Asks the system, which may have its users from elsewhere than a file. */
  static Account find(String user) throws Failed, InterruptedException {
    Path getent =
        Programs.tool("getent")
            .orElseThrow(
                () ->
                    new Failed(
                        "user '%s' cannot be looked up: getent is not installed; install it, or leave out user"
                            .formatted(user)));
    String entry = said(List.of(getent.toString(), "passwd", "--", user));
    // name:password:uid:gid:comment:home:shell
    String[] fields = entry.strip().split(":", -1);
    if (fields.length != 7) {
      throw new Failed(
          "user '%s' is not known on this machine: create it, or name another".formatted(user));
    }
    return new Account(fields[0], Long.parseLong(fields[2]), Long.parseLong(fields[3]), fields[5]);
  }

  private static String said(List<String> argv) throws Failed, InterruptedException {
    try {
      Process process = new ProcessBuilder(argv).start();
      try {
        if (process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
          return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
        throw new Failed("users cannot be looked up: getent has not ended within 10 s");
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      throw new Failed("users cannot be looked up: " + e.getMessage(), e);
    }
  }

  boolean isOurs() {
    return uid == new UnixSystem().getUid();
  }

  /**
   * The words before a command that make it this user's.
   *
   * @throws Failed when this process may not do that, or has nothing to do it with
   */
  List<String> prefix() throws Failed {
    if (new UnixSystem().getUid() != 0) {
      throw new Failed(
          "user '%s' is another than the node's, and only root may run programs as others: run the node as root, or leave out user"
              .formatted(name));
    }
    Optional<Path> setpriv = Programs.tool("setpriv");
    if (setpriv.isPresent()) {
      return List.of(
          setpriv.get().toString(),
          "--reuid",
          "" + uid,
          "--regid",
          "" + gid,
          "--init-groups",
          "--");
    }
    return Programs.tool("runuser")
        .map(runuser -> List.of(runuser.toString(), "-u", name, "--"))
        .orElseThrow(
            () ->
                new Failed(
                    "nothing runs it as user '%s': install setpriv or runuser (util-linux), or leave out user"
                        .formatted(name)));
  }
}
