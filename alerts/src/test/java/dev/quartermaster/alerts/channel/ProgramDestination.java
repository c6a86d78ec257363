package dev.quartermaster.alerts.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A program that writes down what it is told, or is something else. */
final class ProgramDestination implements Destination {

  private final Path program;
  private final Path told;
  private final Channel channel;

  ProgramDestination(Path directory) {
    this.program = directory.resolve("page-me");
    this.told = directory.resolve("told");
    this.channel =
        new Command(
            "command", new Command.Settings(List.of(program.toString())), HttpDestination.PATIENCE);
    isWell();
  }

  @Override
  public Channel channel() {
    return channel;
  }

  @Override
  public Set<ChannelFault> faults() {
    return EnumSet.of(
        ChannelFault.SLOW,
        ChannelFault.LYING,
        ChannelFault.MISSING,
        ChannelFault.FAILING,
        ChannelFault.HANGING,
        ChannelFault.KILLED);
  }

  @Override
  public void suffers(ChannelFault fault) {
    switch (fault) {
      case SLOW -> does("sleep 0.3; " + write());
      case LYING -> does("cat > /dev/null");
      case FAILING -> does("echo no line; exit 1");
      case HANGING -> does("sleep 60");
      case KILLED -> does("kill -9 $$");
      case MISSING -> delete();
      default -> throw new IllegalArgumentException("no fault of a program: " + fault);
    }
  }

  @Override
  public void isWell() {
    does(write());
  }

  private String write() {
    return "{ cat; echo; } >> '" + told + "'";
  }

  /** In one step: a program that is just written cannot be started. */
  private void does(String script) {
    try {
      Path next =
          Files.createTempFile(
              program.getParent(),
              "page-me",
              "",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.writeString(next, "#!/bin/sh\n" + script + "\n");
      Files.move(next, program, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete() {
    try {
      Files.delete(program);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int open(String subject) {
    try {
      return Files.exists(told) ? Reader.open(Files.readAllLines(told).stream(), subject) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    delete();
  }
}
