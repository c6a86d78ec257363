package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database of its configuration is away throughout. */
class SchedulesImportCrontabCommandTest {

  private static final String YAML =
      """
      database: {url: "jdbc:postgresql://127.0.0.1:1/nowhere", password: x}
      schedules:
        backup: {kind: command, argv: [a], every: PT1H}
      """;

  private static final String[] CRONTAB = {
    "MAILTO=ops@example.org",
    "# Nightly dump.",
    "30 1 * * * /usr/local/bin/backup.sh --all 'my db'",
    "@reboot /usr/bin/warm",
    "*/10 * * * * cd /srv && ./report | cat",
    "0 9 * * 1 mail -s hi root%Good morning,%all"
  };

  private static final String IMPORTED =
      """
      # Unlike under cron, missed times are made up for by one run (catch-up), no run begins beside the one before it (overlap),
      # each is stopped after an hour (max-runtime), and begins where the node does, not in a home (directory).
      # Not carried over:
      #   line 1: MAILTO=ops@example.org: nobody is sent a program's output: it is kept with its run, and `status` shows a failure
      #   line 4: @reboot /usr/bin/warm: crontab '@reboot' names no time: a schedule has no start of the machine to fire at
      schedules:
        backup-2:
          kind: command
          crontab: 30 1 * * *
          zone: Europe/London
          argv:
          - /usr/local/bin/backup.sh
          - --all
          - my db
          description: Nightly dump.
        # line 5, run by /bin/sh: it has shell syntax (&)
        report:
          kind: command
          crontab: '*/10 * * * *'
          zone: Europe/London
          argv:
          - /bin/sh
          - -c
          - cd /srv && ./report | cat
        # line 6, run by /bin/sh: what stood after % is its input
        mail:
          kind: command
          crontab: 0 9 * * 1
          zone: Europe/London
          argv:
          - /bin/sh
          - -c
          - |
            { mail -s hi root
            } <<'END'
            Good morning,
            all
            END
      """;

  @TempDir Path directory;

  private Program program = Program.in(Path.of(""));

  @BeforeEach
  void configure() {
    program = Program.in(directory).configured(YAML);
    program.file("tab", CRONTAB);
  }

  private Ended imported(String... more) {
    String[] line = new String[5 + more.length];
    System.arraycopy(
        new String[] {"schedules", "import-crontab", "tab", "--zone", "Europe/London"},
        0,
        line,
        0,
        5);
    System.arraycopy(more, 0, line, 5, more.length);
    return program.call(line);
  }

  @Test
  void a_crontab_is_printed_as_configuration_with_what_was_not_carried_over() {
    Ended ended =
        imported()
            .complained(
                0,
                "tab:1: not carried over: MAILTO=ops@example.org: nobody is sent a program's output: it is kept with its run, and `status` shows a failure",
                "tab:4: not carried over: @reboot /usr/bin/warm: crontab '@reboot' names no time: a schedule has no start of the machine to fire at");

    assertThat(ended.out()).isEqualTo(IMPORTED);
  }

  @Test
  void what_is_printed_is_valid_configuration() {
    String printed = imported().out();

    assertThat(Program.in(directory).configured(printed).call("config", "check").done().out())
        .contains("there is no program /usr/local/bin/backup.sh on this machine\n")
        .endsWith("\nThe configuration is valid.\n");
  }

  @Test
  void the_document_has_the_schedules_the_rest_and_the_configuration() {
    JsonNode document = imported("--json").json();

    assertThat(document.get("yaml").asText()).isEqualTo(IMPORTED);
    assertThat(document.at("/schedules/0").toString())
        .isEqualTo(
            "{\"name\":\"backup-2\",\"line\":3,\"kind\":\"command\",\"crontab\":\"30 1 * * *\",\"zone\":\"Europe/London\",\"argv\":[\"/usr/local/bin/backup.sh\",\"--all\",\"my db\"],\"description\":\"Nightly dump.\",\"notes\":[]}");
    assertThat(document.at("/schedules/1/notes/0").asText())
        .isEqualTo("run by /bin/sh: it has shell syntax (&)");
    assertThat(document.at("/not_carried_over/0").toString())
        .startsWith("{\"line\":1,\"text\":\"MAILTO=ops@example.org\",\"reason\":\"nobody is sent");
    assertThat(document.get("not_carried_over")).hasSize(2);
  }

  @Test
  void a_systems_crontab_is_read_from_standard_input() {
    program.file("etc", "0 3 * * * www-data /bin/true");

    Ended ended =
        program.shell(
            "$QM schedules import-crontab - --system --zone UTC --json --config quartermaster.yaml < etc");

    assertThat(ended.done().json().at("/schedules/0").toString())
        .isEqualTo(
            "{\"name\":\"true\",\"line\":1,\"kind\":\"command\",\"crontab\":\"0 3 * * *\",\"zone\":\"UTC\",\"argv\":[\"/bin/true\"],\"user\":\"www-data\",\"notes\":[]}");
  }

  @Test
  void an_empty_crontab_gives_an_empty_section() {
    program.file("tab", "# nothing yet");

    assertThat(imported().done().out()).endsWith("schedules: {}\n");
  }

  @Test
  void what_would_hide_in_a_terminal_or_a_comment_is_made_visible() {
    program.file("tab", "@reboot a\u001b[2Kb");

    Ended ended = imported();

    assertThat(ended.err()).contains("@reboot a?[2Kb").doesNotContain("\u001b");
    assertThat(ended.out()).contains("@reboot a?[2Kb").doesNotContain("\u001b");
  }

  @Test
  void a_file_that_cannot_be_read_is_told() {
    program
        .call("schedules", "import-crontab", "none")
        .failed(2, "none does not exist; is the name right, seen from this directory?");
    program.bytes("latin", new byte[] {'#', (byte) 0xe9, '\n'});
    program
        .call("schedules", "import-crontab", "latin")
        .failed(2, "latin is not UTF-8; save it as UTF-8 first");
    program
        .call("schedules", "import-crontab", "tab", "--zone", "Mars")
        .failed(2, "--zone 'Mars' is not a time zone; write it like Europe/London");
  }
}
