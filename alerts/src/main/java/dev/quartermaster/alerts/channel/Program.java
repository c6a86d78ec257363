package dev.quartermaster.alerts.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A program that runs, with all that it has started. */
final class Program {

  private static final Logger LOG = LoggerFactory.getLogger(Program.class);

  private static final List<Path> SETSID =
      List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));

  /** For the rest of its output, which whom it left behind may hold open. */
  private static final long LINGER_MILLIS = 500;

  private final Process process;
  private final boolean leadsGroup;
  private final Tail tail = new Tail();
  private final CompletableFuture<Void> reading;

  private Program(Process process, boolean leadsGroup, String input) {
    this.process = process;
    this.leadsGroup = leadsGroup;
    this.reading =
        CompletableFuture.runAsync(() -> tail.read(process.getInputStream()), Background.THREADS);
    Background.THREADS.execute(() -> write(input));
  }

  /** Starts it as the leader of a group of processes, where the system can do so. */
  static Program start(ProcessBuilder builder, List<String> argv, String input) throws IOException {
    Optional<Path> setsid = SETSID.stream().filter(Files::isExecutable).findFirst();
    List<String> words = new ArrayList<>();
    setsid.ifPresent(path -> words.addAll(List.of(path.toString(), "--")));
    words.addAll(argv);
    return new Program(builder.command(words).start(), setsid.isPresent(), input);
  }

  private void write(String input) {
    try (OutputStream to = process.getOutputStream()) {
      to.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.debug("a program did not read all of its input", e);
    }
  }

  /** With what it ended; empty when it goes on. */
  Optional<Integer> ended(Deadline deadline) {
    return process
        .onExit()
        .thenApply(ended -> Optional.of(ended.exitValue()))
        .completeOnTimeout(Optional.empty(), deadline.leftMillis(), TimeUnit.MILLISECONDS)
        .join();
  }

  /** Ends it and what it has started, without asking. */
  void kill() {
    // Those are forgotten by the system as its own once it is dead.
    List<ProcessHandle> started = process.descendants().toList();
    if (leadsGroup) {
      killGroup();
    }
    Stream.concat(started.stream(), Stream.of(process.toHandle()))
        .forEach(ProcessHandle::destroyForcibly);
  }

  /** Java has no call for that. */
  private void killGroup() {
    String pid = String.valueOf(process.pid());
    try {
      Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -9 -\"$1\"", "sh", pid).start();
      kill.onExit().completeOnTimeout(kill, LINGER_MILLIS, TimeUnit.MILLISECONDS).join();
    } catch (IOException e) {
      LOG.warn("the processes that a page's program has started may go on", e);
    }
  }

  /** The end of what it said. */
  String lastSaid() {
    reading.copy().completeOnTimeout(null, LINGER_MILLIS, TimeUnit.MILLISECONDS).join();
    return tail.text();
  }

  /** Keeps the last bytes of a stream, however long that is. */
  private static final class Tail {

    private static final int KEPT = 8192;

    private byte[] last = new byte[0];

    void read(InputStream from) {
      byte[] bytes = new byte[KEPT];
      try (from) {
        for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
          add(bytes, count);
        }
      } catch (IOException e) {
        LOG.debug("the output of a program broke off", e);
      }
    }

    private synchronized void add(byte[] bytes, int count) {
      int old = Math.min(last.length, KEPT - count);
      byte[] joined = new byte[old + count];
      System.arraycopy(last, last.length - old, joined, 0, old);
      System.arraycopy(bytes, 0, joined, old, count);
      last = joined;
    }

    synchronized String text() {
      return new String(last, StandardCharsets.UTF_8);
    }
  }
}
