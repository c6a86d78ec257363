package dev.quartermaster.ops.crontab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.ops.crontab.Crontab.Job;
import dev.quartermaster.ops.crontab.Crontab.Reading;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrontabTest {

  private static final ZoneId UTC = ZoneId.of("UTC");

  private static Crontab users(String... lines) {
    return Crontab.read(String.join("\n", lines), new Reading(false, UTC, Set.of("cpu-reset")));
  }

  private static Crontab systems(String... lines) {
    return Crontab.read(String.join("\n", lines), new Reading(true, UTC, Set.of()));
  }

  private static Job only(Crontab crontab) {
    assertThat(crontab.notCarriedOver()).isEmpty();
    assertThat(crontab.jobs()).hasSize(1);
    return crontab.jobs().get(0);
  }

  private static List<String> left(Crontab crontab) {
    assertThat(crontab.jobs()).isEmpty();
    return crontab.notCarriedOver().stream().map(l -> l.line() + ": " + l.reason()).toList();
  }

  @Test
  void a_line_becomes_a_command_of_its_words() {
    Job job =
        only(users("", "30 1 * * mon-fri  /usr/local/bin/backup.sh --all \"my db\" 'x y'z ''"));

    assertThat(job)
        .isEqualTo(
            new Job(
                2,
                "backup",
                Map.of(
                    "kind",
                    "command",
                    "crontab",
                    "30 1 * * mon-fri",
                    "zone",
                    "UTC",
                    "argv",
                    List.of("/usr/local/bin/backup.sh", "--all", "my db", "x yz", "")),
                List.of()));
  }

  @Test
  void a_systems_crontab_names_the_user() {
    Job job = only(systems("17 * * * *\troot\tcd / && run-parts --report /etc/cron.hourly"));

    assertThat(job.name()).isEqualTo("cron-hourly");
    assertThat(job.keys())
        .containsEntry("user", "root")
        .containsEntry(
            "argv", List.of("/bin/sh", "-c", "cd / && run-parts --report /etc/cron.hourly"));
    assertThat(job.notes()).containsExactly("run by /bin/sh: it has shell syntax (&)");
    assertThat(Crontab.isSystems(Path.of("/etc/crontab"))).isTrue();
    assertThat(Crontab.isSystems(Path.of("/etc/cron.d/../cron.d/php"))).isTrue();
    assertThat(Crontab.isSystems(Path.of("/var/spool/cron/crontabs/root"))).isFalse();
  }

  @Test
  void a_crontab_of_the_other_sort_is_noticed() {
    assertThat(left(systems("0 3 * * * /usr/local/bin/backup --all")))
        .containsExactly(
            "1: '/usr/local/bin/backup' is no user's name; a user's own crontab is read without --system");
    assertThat(only(users("0 3 * * * root /usr/bin/x")).notes())
        .containsExactly(
            "'root' looks like the user of a system's crontab; read that with --system");
  }

  @Test
  void settings_hold_for_the_lines_after_them() {
    Crontab crontab =
        users(
            "0 1 * * * /bin/before",
            "SHELL = /bin/bash",
            "CRON_TZ=Europe/London",
            "\"GREETING\" = ' hi '",
            "HOME=/srv/app",
            "RANDOM_DELAY=90",
            "0 1 * * * /bin/after | cat");

    assertThat(crontab.jobs().get(0).keys()).doesNotContainKeys("env", "directory", "jitter");
    assertThat(crontab.jobs().get(1).keys())
        .containsEntry("zone", "Europe/London")
        .containsEntry("argv", List.of("/bin/bash", "-c", "/bin/after | cat"))
        .containsEntry("env", Map.of("GREETING", " hi ", "HOME", "/srv/app"))
        .containsEntry("directory", "/srv/app")
        .containsEntry("jitter", "PT1H30M");
    assertThat(crontab.notCarriedOver()).isEmpty();
  }

  @Test
  void a_path_of_the_crontab_finds_its_programs() {
    Crontab crontab = users("PATH=/opt/bin:/bin", "0 1 * * * report -v", "0 2 * * * /bin/true");

    assertThat(crontab.jobs().get(0).keys())
        .containsEntry("argv", List.of("/bin/sh", "-c", "report -v"))
        .containsEntry("env", Map.of("PATH", "/opt/bin:/bin"));
    assertThat(crontab.jobs().get(0).notes())
        .containsExactly("run by /bin/sh: it finds 'report' by the crontab's PATH");
    assertThat(crontab.jobs().get(1).keys()).containsEntry("argv", List.of("/bin/true"));
  }

  @Test
  void the_zone_of_programs_is_taken_for_that_of_times_and_said_so() {
    Job job = only(users("TZ=:America/New_York", "0 1 * * * /bin/true"));

    assertThat(job.keys())
        .containsEntry("zone", "America/New_York")
        .containsEntry("env", Map.of("TZ", ":America/New_York"));
    assertThat(job.notes())
        .containsExactly(
            "TZ is taken for the zone of its times; some crons set it for the program only");
  }

  @Test
  void what_has_no_place_is_told_by_its_line() {
    assertThat(
            left(
                users(
                    "MAILTO=ops@example.org",
                    "MAILTO=\"\"",
                    "@reboot /usr/bin/warm",
                    "CRON_TZ=Europe/Londn",
                    "RANDOM_DELAY=soon",
                    "LOGNAME=ada",
                    "0 25 * * * /bin/true",
                    "0 0 30 2 * /bin/true",
                    "1 2 3",
                    "* * * * *",
                    "nonsense",
                    "@dayly /bin/true")))
        .containsExactly(
            "1: nobody is sent a program's output: it is kept with its run, and `status` shows a failure",
            "3: crontab '@reboot' names no time: a schedule has no start of the machine to fire at",
            "4: 'Europe/Londn' is not a time zone; the lines after it have zone UTC",
            "5: 'soon' is no number of minutes",
            "6: it has no meaning here",
            "7: crontab '0 25 * * *' has hour 25; hours go from 0 to 23",
            "8: '0 0 30 2 *' names no day that ever comes",
            "9: has too few fields; a line is five for the time, then the command",
            "10: has no command after the time",
            "11: has too few fields; a line is five for the time, then the command",
            "12: crontab '@dayly' is no known nickname; there are @hourly, @daily, @midnight, @weekly, @monthly, @yearly and @annually");
    assertThat(left(systems("* * * * *", "@daily root", "1 2")))
        .containsExactly(
            "1: has no user and no command after the time",
            "2: has no command after the user 'root'",
            "3: has too few fields; a line is five for the time, one for the user, then the command");
  }

  @Test
  void the_comment_right_above_a_line_says_what_it_is_for() {
    Crontab crontab =
        users(
            "# Edit this file to introduce tasks to be run by cron.",
            "# m h  dom mon dow   command",
            "1 1 * * * /bin/first",
            "# Nightly dump of the",
            "#",
            "## customers' database.",
            "2 2 * * * /bin/second",
            "# About something else.",
            "",
            "3 3 * * * /bin/third",
            "# Was too slow:",
            "# 0 5 * * 1 tar -zcf /var/backups/home.tgz /home/",
            "-@hourly /bin/fourth");

    assertThat(crontab.jobs())
        .extracting(job -> String.valueOf(job.keys().get("description")))
        .containsExactly("null", "Nightly dump of the customers' database.", "null", "null");
    assertThat(crontab.jobs().get(3).keys()).containsEntry("crontab", "@hourly");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "/usr/local/bin/Back_Up.v2.sh --all @ back-up-v2",
        "cd /srv && ./bin/report > /dev/null @ report",
        "test -x /usr/sbin/anacron || { cd / && run-parts /etc/cron.daily; } @ cron-daily",
        "[ -x /usr/lib/php/sessionclean ] && /usr/lib/php/sessionclean @ sessionclean",
        "python3 -u /opt/clean_up.py --now @ clean-up",
        "php artisan schedule:run @ artisan",
        "FOO=bar nice -n 19 ionice -c3 /usr/bin/thing @ thing",
        "flock -n /tmp/lock sudo -u www-data timeout 30m /bin/sync @ sync",
        "sleep 30; curl -s https://example.org/ @ curl",
        "'/opt/my app/run' @ my",
        "export A=b @ job"
      })
  void a_name_comes_from_the_program_that_does_the_work(String command, String name) {
    assertThat(JobName.of(command)).matches("[a-z0-9][a-z0-9-]{0,62}").isEqualTo(name);
  }

  @Test
  void names_are_made_unique_also_among_those_that_are_taken() {
    assertThat(
            users("@daily /a/cpu-reset", "@daily /a/sync", "@hourly /b/sync.sh", "@daily sync-2")
                .jobs())
        .extracting(Job::name)
        .containsExactly("cpu-reset-2", "sync", "sync-2", "sync-2-2");
  }
}
