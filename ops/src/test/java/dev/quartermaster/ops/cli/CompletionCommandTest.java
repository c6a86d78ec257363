package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script, at work in the shell that it is for. */
class CompletionCommandTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path directory;

  private Program program;

  @BeforeEach
  void writeScript() {
    program = Program.in(directory);
    program.file("script", program.run("completion", "bash").done().out());
  }

  /** What bash would offer for the last of these words. */
  private List<String> offered(String... words) {
    program.file(
        "complete.sh",
        """
        . ./script
        compopt() { :; } # only while somebody types
        COMP_WORDS=("$@")
        COMP_CWORD=$(($# - 1))
        $(complete -p quartermaster | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        printf '%s\\n' "${COMPREPLY[@]}"
        """);
    List<String> line = new ArrayList<>(List.of("bash", "complete.sh"));
    line.addAll(List.of(words));
    return program.process(line).awaitEnd().done().out().lines().toList();
  }

  @Test
  void names_options_and_values_are_completed_for_the_program_under_any_path() {
    assertThat(offered("quartermaster", "sched")).containsExactly("schedules");
    assertThat(offered("ops/quartermaster", "schedules", "p"))
        .containsExactlyInAnyOrder("pause", "preview");
    assertThat(offered("/opt/qm/quartermaster", "reset", "--rea")).containsExactly("--reason");
    assertThat(offered("quartermaster", "usage", "report", "--by", ""))
        .containsExactlyInAnyOrder("plan", "source", "day");
    assertThat(offered("quartermaster", "completion", "")).containsExactly("bash", "zsh");
  }

  @Test
  void zsh_gets_the_same_which_loads_what_it_needs_there() {
    String script = program.call("completion", "zsh").done().out();

    assertThat(script).contains("bashcompinit");
    assertThat(program.call("completion", "ZSH").done().out()).isEqualTo(script);
    program
        .call("completion", "fish")
        .failed(
            2,
            "Invalid value for positional parameter at index 0 (bash|zsh): 'fish' is none of bash, zsh",
            "Try 'quartermaster completion --help'.");
  }

  @Test
  void somebody_types_in_zsh() {
    Program.assumeInstalled("zsh");
    program.file("script", program.call("completion", "zsh").done().out());
    try (Started zsh = program.typedInto(List.of("script", "-qefc", "zsh -f -i", "/dev/null"))) {
      zsh.type("source ./script; quartermaster() { print got \"$*\" }\n");

      zsh.type("quartermaster sched\tpau\t--rea\t\n");

      await().atMost(PATIENCE).until(() -> zsh.out().contains("got schedules pause --reason"));
    }
  }
}
