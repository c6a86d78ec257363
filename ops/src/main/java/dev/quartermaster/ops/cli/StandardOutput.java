package dev.quartermaster.ops.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Standard output, of which it is known when it could not be written. */
public final class StandardOutput {

  private static final int BUFFER = 8_192;

  private final Remembering written;

  private StandardOutput(Remembering written) {
    this.written = written;
  }

  /** Java's own forgets why it failed. */
  public static StandardOutput watched() {
    Remembering written = new Remembering(new FileOutputStream(FileDescriptor.out));
    System.setOut(
        new PrintStream(new BufferedOutputStream(written, BUFFER), true, StandardCharsets.UTF_8));
    return new StandardOutput(written);
  }

  /**
   * The code to exit with: a failure when an answer was lost. A reader who has seen enough is none.
   */
  public int afterAll(int code) {
    System.out.flush();
    Optional<String> lost =
        Optional.ofNullable(written.failure)
            .map(failure -> String.valueOf(failure.getMessage()))
            .filter(why -> !why.equals(brokenPipe()));
    lost.ifPresent(why -> System.err.println("standard output cannot be written: " + why));
    return lost.isPresent() && code == ExitCode.DONE ? ExitCode.FAILED : code;
  }

  /** How the operating system says, in the user's language, that whoever read it has gone. */
  private static @Nullable String brokenPipe() {
    try {
      Pipe pipe = Pipe.open();
      pipe.source().close();
      try (Pipe.SinkChannel nobodyReads = pipe.sink()) {
        nobodyReads.write(ByteBuffer.allocate(1));
        return null;
      }
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  private static final class Remembering extends FilterOutputStream {

    private volatile @Nullable IOException failure;

    Remembering(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        failure = e;
        throw e;
      }
    }
  }
}
