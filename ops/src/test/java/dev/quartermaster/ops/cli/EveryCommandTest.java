package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;

/** What holds for each command that there is, and for one that will be added. */
class EveryCommandTest {

  @TempDir Path directory;

  private static final List<CommandLine> COMMANDS = below(Cli.line()).toList();

  static Stream<String> all() {
    return COMMANDS.stream().map(line -> line.getCommandSpec().qualifiedName());
  }

  private static Stream<CommandLine> below(CommandLine line) {
    return Stream.concat(
        Stream.of(line), line.getSubcommands().values().stream().flatMap(EveryCommandTest::below));
  }

  private static CommandLine command(String name) {
    return COMMANDS.stream()
        .filter(line -> line.getCommandSpec().qualifiedName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private Program program;

  @BeforeEach
  void start() {
    program = Program.in(directory);
  }

  @ParameterizedTest
  @MethodSource("all")
  void tells_how_it_is_used_with_examples_on_eighty_columns(String name) {
    String help = command(name).getUsageMessage(Ansi.OFF);

    assertThat(help).startsWith("Usage: " + name + " ").contains("\nExamples:\n  ");
    Narrow.fits(new Ended(ExitCode.DONE, help, ""));
  }

  @Test
  void help_is_what_is_printed_without_colours_off_a_terminal() {
    assertThat(program.call("schedules", "history", "--help").done().out())
        .isEqualTo(command("quartermaster schedules history").getUsageMessage(Ansi.OFF));
  }

  @ParameterizedTest
  @MethodSource("all")
  void says_what_it_does_and_what_each_of_its_arguments_is(String name) {
    CommandLine command = command(name);

    assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
    assertThat(command.getCommandSpec().args())
        .extracting(ArgSpec::paramLabel, one -> String.join(" ", one.description()))
        .allSatisfy(one -> assertThat(one.toList().get(1).toString()).as("%s", one).isNotBlank());
  }

  @Test
  void each_example_is_understood_as_a_shell_hands_it_over() {
    // Each call of the program by an example tells its arguments, whatever else is on the line.
    List<String> script = new ArrayList<>();
    script.add("quartermaster() { printf '%s\\037' \"$@\" >&3; echo >&3; }");
    script.add("man() { :; }; crontab() { :; }; .() { cat \"$1\"; }; source() { cat \"$1\"; }");
    script.add("mkdir -p home; export HOME=$PWD/home; exec 3>calls");
    all().forEach(name -> script.addAll(examples(name)));
    program.file("examples.sh", script.toArray(String[]::new));

    Ended ended = program.process(List.of("bash", "examples.sh")).awaitEnd();

    assertThat(ended.err()).isEmpty();
    List<String> calls = lines(directory.resolve("calls"));
    assertThat(calls).hasSizeGreaterThan(80);
    assertThat(calls)
        .allSatisfy(
            call ->
                assertThat(
                        Cli.line()
                            .parseArgs(call.substring(0, call.length() - 1).split("\u001f", -1)))
                    .isNotNull());
  }

  private static List<String> examples(String name) {
    List<String> lines = List.of(command(name).getCommandSpec().usageMessage().footer());
    assertThat(lines).as(name).anyMatch(line -> line.contains(name));
    return lines.stream().map(line -> line.formatted()).toList();
  }

  @Test
  void a_command_that_wants_a_reason_shows_it_and_asks_for_all_that_is_missing_at_once() {
    String yes =
        "--reason is missing: say why, it is kept in the audit trail; and --yes, when more than one account is touched, for this is no terminal";

    assertThat(program.call("reset", "--help").out()).contains(" --reason=TEXT ");
    assertThat(program.call("accounts", "set", "--help").out()).contains("[--reason=TEXT]");
    program
        .call("reschedule", "--all")
        .failed(
            2,
            "Missing required option: '--over=DURATION'",
            yes,
            "Try 'quartermaster reschedule --help'.");
    program
        .call("reset")
        .failed(
            2,
            "say which accounts: names, or one of --file, --plan, --overdue, --tarpit and --all",
            yes);
    program
        .call("reset", "ada")
        .failed(2, "--reason is missing: say why, it is kept in the audit trail");
    program.call("reset", "--all").failed(2, yes);
  }

  @Test
  void words_are_taken_in_any_case_and_told_in_lower_case() {
    program
        .call("tokens", "create", "--role", "king")
        .failed(
            2,
            "Invalid value for option '--role': 'king' is none of reader, reporter, admin",
            "Try 'quartermaster tokens create --help'.");
    program
        .at(directory.resolve("none"))
        .call("usage", "report", "--by", "Plan", "--format", "CSV")
        .failed(
            4,
            "there is no Quartermaster in none yet: start one with 'up', or name another with --data-dir or --config");
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
