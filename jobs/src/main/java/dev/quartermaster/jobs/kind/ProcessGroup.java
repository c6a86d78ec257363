package dev.quartermaster.jobs.kind;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program and all that it has started: what descends from it, and everything of its session,
 * whoever its parent is by now and whichever group it has put itself into.
 */
final class ProcessGroup {

  private static final Logger LOG = LoggerFactory.getLogger(ProcessGroup.class);

  private static final Path PROC = ProcessStat.PROC;

  private static final Duration LOOK = Duration.ofMillis(50);

  /** KILL acts at once, but for who waits for a dead disk. */
  private static final Duration DYING = Duration.ofSeconds(5);

  private final Process leader;
  private final Set<ProcessHandle> known = new HashSet<>();

  /** Its session has the leader's number, when it was started as a leader of one. */
  ProcessGroup(Process leader) {
    this.leader = leader;
  }

  Process leader() {
    return leader;
  }

  /** Those that live. */
  Set<ProcessHandle> members() {
    known.add(leader.toHandle());
    leader.descendants().forEach(known::add);
    if (Files.isDirectory(PROC)) {
      addSession();
    }
    known.removeIf(member -> !lives(member));
    return Set.copyOf(known);
  }

  private void addSession() {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        long pid = Long.parseLong(process.getFileName().toString());
        if (ProcessStat.of(pid).filter(stat -> stat.session() == leader.pid()).isPresent()) {
          ProcessHandle.of(pid).ifPresent(known::add);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // No reason to leave those alone who are known.
      LOG.warn(
          "/proc cannot be read: of program {} only what descends from it is found", leader, e);
    }
  }

  /** A zombie is dead, though nobody may ever ask after it. */
  private static boolean lives(ProcessHandle member) {
    return member.isAlive() && ProcessStat.of(member.pid()).filter(ProcessStat::isZombie).isEmpty();
  }

  /**
   * Ends all of them: TERM, and KILL for those who are left after a while. Returns when they are
   * gone; an interrupt does not cut that short, and is kept.
   *
   * @param killing is told of those left
   * @return those that cannot be ended
   */
  Set<ProcessHandle> stop(Duration stopWithin, Consumer<Set<ProcessHandle>> killing) {
    members().forEach(ProcessHandle::destroy);
    if (!gone(stopWithin, left -> {})) {
      killing.accept(members());
      gone(DYING, ProcessHandle::destroyForcibly);
    }
    return members();
  }

  /**
   * Whether all have gone in time.
   *
   * @param again is done to each that is left, at each look
   */
  private boolean gone(Duration patience, Consumer<ProcessHandle> again) {
    long began = System.nanoTime();
    boolean interrupted = false;
    Set<ProcessHandle> left = members();
    while (!left.isEmpty() && System.nanoTime() - began < patience.toNanos()) {
      left.forEach(again);
      LockSupport.parkNanos(LOOK.toNanos());
      interrupted |= Thread.interrupted();
      left = members();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return left.isEmpty();
  }
}
