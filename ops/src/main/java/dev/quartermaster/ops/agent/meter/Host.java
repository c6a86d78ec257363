package dev.quartermaster.ops.agent.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What of the machine a meter needs to know.
 *
 * @param proc the kernel's view of the processes
 * @param passwd the users' names
 * @param leastUid users with a smaller number are the machine's own
 */
public record Host(Path proc, Path passwd, long leastUid) {

  /** Where numbers of people begin on today's systems. */
  public static final long LEAST_UID = 1_000;

  public static final Path PASSWD = Path.of("/etc/passwd");

  public static final Host THIS = new Host(Path.of("/proc"), PASSWD, LEAST_UID);

  /** Another at each start of the machine. */
  String boot() throws IOException {
    return Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
  }

  /** Read anew each time: users come and go. */
  public Passwd users() throws IOException {
    return Passwd.read(passwd, leastUid);
  }

  public Mounts mounts() throws IOException {
    return Mounts.read(proc.resolve("self/mounts"));
  }
}
