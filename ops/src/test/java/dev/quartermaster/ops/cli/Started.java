package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process at work; closing kills it. */
public final class Started implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern READY = Pattern.compile("Quartermaster is ready: (http\\S+)");

  private final Process process;
  private final String line;
  private final Path out;
  private final Path err;

  Started(Process process, String line, Path out, Path err) {
    this.process = process;
    this.line = line;
    this.out = out;
    this.err = err;
  }

  /** Waits for a daemon's line that tells its address. */
  public URI awaitReady() {
    await().atMost(PATIENCE).until(() -> READY.matcher(read(out)).find() || !process.isAlive());
    Matcher ready = READY.matcher(read(out));
    assertThat(ready.find()).as("ready: %s %s", read(out), read(err)).isTrue();
    return URI.create(ready.group(1));
  }

  /** Waits for its end. */
  public Ended awaitEnd() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(line + " does not end: " + read(out) + read(err));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Ended(process.exitValue(), read(out), read(err));
  }

  /** Types these keys; only for one that was started to be typed into. */
  public void type(String keys) {
    try {
      process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ctrl-C. */
  public Ended interrupt() {
    return signal("INT");
  }

  /** What a supervisor sends. */
  public Ended terminate() {
    return signal("TERM");
  }

  /** What a daemon takes as the order to read its configuration anew. */
  public void hangUp() {
    send("HUP");
  }

  /** Freezes it, until {@link #goOn}. */
  public void freeze() {
    send("STOP");
  }

  /** Lets it go on. */
  public void goOn() {
    send("CONT");
  }

  private Ended signal(String name) {
    send(name);
    return awaitEnd();
  }

  private void send(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What it has said on standard output so far. */
  public String out() {
    return read(out);
  }

  /** What it has said on standard error so far. */
  public String err() {
    return read(err);
  }

  /** kill -9. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
