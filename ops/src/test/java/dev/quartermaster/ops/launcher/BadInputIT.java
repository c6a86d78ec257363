package dev.quartermaster.ops.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.ops.cli.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each command says to what it cannot do; nothing is changed then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
class BadInputIT {

  @TempDir static Path directory;

  private World world;
  private String before;

  @BeforeAll
  void given() {
    world = new World(BadInputIT.class, directory);
    before = entries();
  }

  @AfterAll
  void nothing_was_done() {
    assertThat(entries()).isEqualTo(before);
    world.close();
  }

  private String entries() {
    return world.launcher.run("audit", "verify", "--json").done().json().get("entries").asText();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          status --chekc                                           | 2 | --check
          accounts show aad                                        | 2 | there is no account 'aad'; did you mean ada?
          accounts list --limit x                                  | 2 | 'x'
          accounts import nothing.csv                              | 2 | nothing.csv
          accounts set aad --plan free --reason r                  | 2 | there is no account 'aad'
          accounts set ada --plan gold --reason r                  | 2 | gold
          accounts grant ada --seconds -5 --until 2030-01-01T00:00:00Z --reason r | 2 | -5
          accounts grant ada --seconds 5 --until 2020-01-01T00:00:00Z --reason r  | 2 | 2020-01-01
          plans set free --allowance-s 0x --reason r               | 2 | 0x
          plans set free --allowance-s 5 --period 1d --reason r    | 2 | 1d
          usage import nothing.csv --format csv                    | 2 | nothing.csv
          usage import usage.csv --format xml                      | 2 | xml
          usage top --days 0                                       | 2 | --days
          reset aad --reason r                                     | 1 | there is no account 'aad'; did you mean ada?
          reset ada                                                | 2 | --reason
          reset --reason r                                         | 2 | say which accounts
          reset ada --all --reason r                               | 2 | only one of these at a time
          reset --all --reason r                                   | 3 | --yes
          reset --plan gold --reason r --yes                       | 2 | gold
          reset --file nothing.txt --reason r                      | 2 | nothing.txt
          reschedule --all --over 6h --reason r --yes              | 2 | 6h
          reschedule --all --over PT6H --from 2020-01-01T00:00:00Z --reason r --yes | 2 | 2020-01-01
          reschedule --all --over PT6H --from 2300-01-01T00:00:00Z --reason r --yes | 2 | too far ahead
          reschedule --all --over PT6H --reason r                  | 3 | --yes
          schedules show cpu-rest                                  | 2 | cpu-reset
          schedules run cpu-rest --reason r                        | 2 | cpu-reset
          schedules pause cpu-rest --reason r                      | 2 | cpu-reset
          schedules pause cpu-reset --for 1x --reason r            | 2 | 1x
          schedules pause cpu-reset --until 2020-01-01T00:00:00Z --reason r | 2 | 2020-01-01
          schedules resume cpu-rest --reason r                     | 2 | cpu-reset
          schedules history cpu-rest                               | 2 | cpu-reset
          schedules preview cpu-reset --count 0                    | 2 | --count
          schedules backfill cpu-reset --from 2020-01-02T00:00:00Z --to 2020-01-01T00:00:00Z --reason r --yes | 2 | 2020-01-0
          schedules import-crontab nothing.tab                     | 2 | nothing.tab
          simulate outage --for PT0S                               | 2 | PT0S
          simulate outage --for soon                               | 2 | soon
          quarantine show cpu-reset 99                             | 2 | 99
          alerts show 99                                           | 2 | 99
          alerts ack 99 --reason r                                 | 2 | 99
          alerts resolve x --reason r                              | 2 | x
          alerts silence schedule=cpu-reset --for never --reason r | 2 | never
          alerts silence schedule --for PT1H --reason r            | 2 | schedule
          monitors show bakup                                      | 2 | bakup
          nodes drain hk-9 --reason r                              | 2 | hk-9
          audit list --limit -1                                    | 2 | -1
          tokens create --role king --reason r                     | 2 | king
          tokens create --role reader --user aad --reason r        | 2 | there is no account 'aad'
          tokens revoke 99 --reason r                              | 2 | 99
          config shwo                                              | 2 | show
          demo incidnet                                            | 2 | incident
          """)
  void it_names_what_is_wrong_and_the_mend(String command, int code, String names) {
    Ended ended = world.launcher.run(command.split(" +", -1));

    assertThat(ended.err())
        .as(ended.toString())
        .contains(names)
        .doesNotContain("Exception", "\tat ");
    assertThat(ended.err().lines().count()).as(ended.err()).isLessThanOrEqualTo(3);
    assertThat(ended.code()).as(ended.toString()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "reset ada --reason r",
    "reschedule --all --over PT6H --reason r --yes",
    "accounts set ada --plan free --allowance-s 7 --reason r",
    "plans set free --allowance-s 7 --reason r --yes",
    "schedules pause cpu-reset --reason r",
    "tokens create --role reader --reason r",
    "alerts silence schedule=cpu-reset --for PT1H --reason r"
  })
  void a_database_that_only_reads_is_said_in_one_line(String command) throws Exception {
    Ended ended = onlyReading("change-" + command.hashCode()).run(command.split(" ", -1));

    assertThat(ended.err()).contains("can only be read", "primary").hasLineCount(1);
    assertThat(ended.code()).as(ended.toString()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "status",
    "accounts show ada",
    "schedules list",
    "alerts list",
    "audit verify",
    "usage top"
  })
  void a_database_that_only_reads_can_be_looked_at(String command) throws Exception {
    onlyReading("look-" + command.hashCode()).run(command.split(" ", -1)).done();
  }

  private Launcher onlyReading(String name) throws Exception {
    DatabaseSettings right = world.test.database().settings();
    String url = right.url() + (right.url().contains("?") ? "&" : "?");
    Path own = Files.createDirectory(directory.resolve(name));
    return Launcher.in(own)
        .on(
            new DatabaseSettings(
                url + "options=-c%20default_transaction_read_only%3Don",
                right.login(),
                right.schema(),
                right.pool()));
  }

  @Test
  void closed_streams_are_empty_ones() {
    Ended ended =
        world.launcher.shell(
            "\"$QM\" reset --file - --reason r --config quartermaster.yaml <&-;"
                + " \"$QM\" status --config quartermaster.yaml >&-; echo $?");

    assertThat(ended.done().out()).startsWith("0 accounts: 0 reset").endsWith("s\n0\n");
  }

  @Test
  void an_answer_that_cannot_be_written_is_a_failure() {
    Ended ended =
        world.launcher.shell("\"$QM\" accounts list --config quartermaster.yaml >/dev/full");

    assertThat(ended)
        .isEqualTo(
            new Ended(1, "", "standard output cannot be written: No space left on device\n"));
  }

  @Test
  void names_are_read_as_people_s_editors_write_them_and_nothing_else_is_taken_for_one() {
    Ended marked =
        world.launcher.shell(
            "printf '\\357\\273\\277ada\\r\\n' |"
                + " \"$QM\" reset --file - --dry-run --json --config quartermaster.yaml");
    assertThat(marked.done().json().get("matched").asInt()).isEqualTo(1);

    Ended binary =
        world.launcher.shell(
            "printf 'ada\\377' |"
                + " \"$QM\" reset --file - --reason r --config quartermaster.yaml");
    assertThat(binary).isEqualTo(new Ended(2, "", "- is not text in UTF-8\n"));
  }

  @Test
  void a_password_in_an_address_is_not_told() throws Exception {
    DatabaseSettings right = world.test.database().settings();
    Path own = Files.createDirectory(directory.resolve("down"));
    Ended ended =
        Launcher.in(own)
            .on(
                new DatabaseSettings(
                    "jdbc:postgresql://127.0.0.1:1/none?password=hunter2",
                    right.login(),
                    right.schema(),
                    right.pool()))
            .run("status");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err())
        .contains("database.url holds a password, which is not read there; move it to ")
        .doesNotContain("hunter2");
  }

  @Test
  void a_reader_that_goes_away_is_no_news() {
    Ended ended =
        world.launcher.shell("\"$QM\" schedules list --config quartermaster.yaml | head -n 1");

    assertThat(ended.done().out()).startsWith("SCHEDULE");
  }
}
