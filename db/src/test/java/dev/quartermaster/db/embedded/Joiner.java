package dev.quartermaster.db.embedded;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A process of its own that joins a directory, says at which port, and leaves when its input ends:
 * both the program and the handle by which a test holds it.
 */
record Joiner(Process process) implements AutoCloseable {

  /** The program: its argument is the directory. */
  public static void main(String[] arguments) throws IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.join(Path.of(arguments[0]))) {
      System.out.println(postgres.port());
      while (System.in.read() >= 0) {}
    }
  }

  static Joiner start(Path directory, String... jvmOptions) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.command().add("-Xmx64m");
    builder.command().addAll(List.of(jvmOptions));
    builder.command().addAll(List.of("-cp", System.getProperty("java.class.path")));
    builder.command().addAll(List.of(Joiner.class.getName(), directory.toString()));
    builder.redirectError(Redirect.INHERIT);
    return new Joiner(builder.start());
  }

  /** Waits until it has joined. */
  int port() throws IOException {
    return Integer.parseInt(process.inputReader(StandardCharsets.UTF_8).readLine());
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Lets it leave, and waits until it has. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
  }
}
