package dev.quartermaster.ops.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.ops.cli.Ended;
import dev.quartermaster.ops.cli.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherIT {

  @TempDir Path directory;

  @Test
  void the_launcher_runs_the_program_from_anywhere_and_through_a_link() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("qm"), Launcher.script());
    Program program = Program.in(directory);
    String env = "QUARTERMASTER_LAUNCHER_NO_BUILD=1";

    Ended version =
        program.process(List.of("env", env, link.toString(), "--version")).awaitEnd().done();
    Ended typo = program.process(List.of("env", env, link.toString(), "sttus")).awaitEnd();

    assertThat(version.out()).isEqualTo("quartermaster 0.1.0\n");
    assertThat(typo.code()).isEqualTo(2);
  }
}
