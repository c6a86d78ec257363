package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What needs no database. */
class CommandLineTest {

  @TempDir Path directory;

  private Ended run(String line) {
    return Program.in(directory).run(line.isEmpty() ? new String[0] : line.split(" ", -1));
  }

  @Test
  void the_program_by_itself_and_its_version_need_nothing() {
    assertThat(run("").done().out()).isEqualTo(run("--help").done().out()).contains("Exit codes:");
    assertThat(run("--version").done().out()).matches("quartermaster \\S+\n");
    assertThat(run("accounts import --version").done().out()).matches("quartermaster \\S+\n");
  }

  @Test
  void what_is_typed_wrong_is_answered_with_what_was_meant() {
    run("sttus")
        .failed(
            2,
            "Unmatched argument at index 0: 'sttus'",
            "Did you mean: quartermaster status or quartermaster usage?");
    run("status --jsn").failed(2, "Unknown option: '--jsn'", "Possible solutions: --json");
    run("accounts")
        .failed(2, "Missing required subcommand", "Try 'quartermaster accounts --help'.");
    run("usage import x.csv --format xml")
        .failed(
            2,
            "Invalid value for option '--format': 'xml' is none of csv, swf",
            "Try 'quartermaster usage import --help'.");
    run("up --demo 0").failed(2, "--demo is 0; it goes from 1 to 1000000");
    run("up --http-port 65536").failed(2, "--http-port is 65536; it goes from 0 to 65535");
    run("node")
        .failed(2, "a node joins an existing database: name its configuration with --config FILE");
  }

  @Test
  void a_reader_that_has_seen_enough_ends_a_command_without_a_word() {
    Ended ended = Program.in(directory).shell("$QM config reference | head -1");

    assertThat(ended)
        .isEqualTo(
            new Ended(0, "## Every key of quartermaster.yaml. All of them may be left out.\n", ""));
  }

  @Test
  void where_there_is_nothing_yet_a_look_makes_nothing() {
    for (List<String> look :
        List.of(
            List.of("status"), List.of("accounts", "list"), List.of("reset", "ada", "--dry-run"))) {
      Program.in(directory)
          .at(Path.of("none"))
          .run(look.toArray(String[]::new))
          .failed(
              4,
              "there is no Quartermaster in %s yet: start one with 'up', or name another with --data-dir or --config"
                  .formatted(real("none")));
    }
    assertThat(directory.resolve("none")).doesNotExist();
  }

  @Test
  void a_data_directory_that_cannot_be_is_told_with_its_mend() {
    Program program = Program.in(directory);
    program.file("file", "in the way");

    Program there = program.at(Path.of("file", "data"));
    String user = System.getProperty("user.name");

    there
        .run("up", "--http-port", "0")
        .failed(
            4,
            "the data directory %s/data cannot be written (Not a directory): name another with --data-dir, or give it to the user %s"
                .formatted(real("file"), user));
    there
        .run("plans", "set", "p", "--allowance-s", "1")
        .failed(
            4,
            "The directory %1$s/data/postgres cannot be written (%1$s/data: Not a directory): choose another one, or give it to the user %2$s."
                .formatted(real("file"), user));
  }

  private Path real(String name) {
    return directory.resolve(name);
  }
}
