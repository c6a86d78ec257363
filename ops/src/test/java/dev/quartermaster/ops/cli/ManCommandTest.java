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

/** Manual pages, as they are written and as groff sets them. */
class ManCommandTest {

  @TempDir Path directory;

  private Program program;

  @BeforeEach
  void start() {
    program = Program.in(directory);
  }

  @Test
  void a_page_says_what_the_help_says() {
    String page = program.call("man", "accounts", "set").done().out();

    assertThat(page)
        .startsWith(".TH \"QUARTERMASTER-ACCOUNTS-SET\" \"1\" ")
        .contains(
            ".SH NAME\nquartermaster\\-accounts\\-set \\- ",
            ".SH SYNOPSIS\nquartermaster accounts set ",
            ".TP\n.B \"USER\"\nThe account\\(aqs name, in any case.\n",
            ".B \"\\-\\-zone=ZONE\"\n",
            ".SH EXIT STATUS\n.TP\n.B \"0\"\ndone\n",
            ".SH EXAMPLES\n.EX\n  quartermaster accounts set ada ",
            ".SH SEE ALSO\n\\fBquartermaster\\-accounts\\fR(1)\n");
    assertThat(page).matches("\\p{ASCII}+");
  }

  @Test
  void what_is_no_command_is_answered_with_what_was_meant() {
    program
        .call("man", "accounts", "shwo")
        .failed(2, "there is no command 'quartermaster accounts shwo'; did you mean 'show'?");
  }

  @Test
  void all_pages_are_written_and_set_without_a_warning() {
    Ended ended = program.run("man", "--to", "pages").done();

    long commands = EveryCommandTest.all().count();
    assertThat(ended.out()).startsWith(commands + " pages written to pages; ");
    assertThat(pages()).hasSize((int) commands).anyMatch(page -> page.endsWith("-reset.1"));
    assertThat(program.run("man", "alerts", "--to", "some").done().out())
        .startsWith("8 pages written to ");
    Program.assumeInstalled("groff");
    List<String> groff = new ArrayList<>(List.of("groff", "-man", "-ww", "-Tutf8"));
    groff.addAll(pages());
    Ended set = program.process(groff).awaitEnd().done();
    assertThat(set.out()).contains("QUARTERMASTER-SCHEDULES-HISTORY(1)");
  }

  @Test
  void man_shows_a_page() {
    Program.assumeInstalled("man");
    Ended shown = program.shell("$QM man reset > reset.1 && man -l reset.1");

    assertThat(shown.done().out()).contains("NAME\n", "--reason=TEXT", "refused: needs --yes");
  }

  private List<String> pages() {
    try (Stream<Path> files = Files.list(directory.resolve("pages"))) {
      return files.map(Path::toString).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
