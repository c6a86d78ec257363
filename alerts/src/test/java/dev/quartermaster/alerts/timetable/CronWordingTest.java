package dev.quartermaster.alerts.timetable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CronWordingTest {

  private static final String QUARTZ =
      """
      0 0 25 * * ?         | has hour 25; hours go from 0 to 23
      60 0 0 * * ?         | has second 60; seconds go from 0 to 59
      0 1-60 0 * * ?       | has minute 60; minutes go from 0 to 59
      0 0 0 1,32 * ?       | has day of the month 32; days of the month go from 1 to 31
      0 0 0 32W * ?        | has day of the month 32; days of the month go from 1 to 31
      0 0 0 1-15W * ?      | has day of the month 15W; days of the month go from 1 to 31
      0 0 0 5L * ?         | has day of the month 5L; days of the month go from 1 to 31
      0 0 0 1 13 ?         | has month 13; months go from 1 to 12 or JAN to DEC
      0 0 0 1 FEB-FOO ?    | has month FOO; months go from 1 to 12 or JAN to DEC
      0 0 0 ? * 0      | has day of the week 0; days of the week go from 1 (Sunday) to 7 (Saturday) or SUN to SAT
      0 0 0 ? * MONDAY     | has day of the week MONDAY; days of the week go from 1 (Sunday) to 7 (Saturday) or SUN to SAT
      0 0 0 ? * 8L         | has day of the week 8; days of the week go from 1 (Sunday) to 7 (Saturday) or SUN to SAT
      0 0 0 ? * 6#6        | has day of the week 6#6; a month has a 1st to a 5th of them
      0 0 0 ? * 6#         | has day of the week 6#; days of the week go from 1 (Sunday) to 7 (Saturday) or SUN to SAT
      0 0 0 ? * 2,L        | has day of the week 2,L; in Quartz L and # stand alone
      0 0 0 ? * MON#1,FRI  | has day of the week MON#1,FRI; in Quartz L and # stand alone
      0 0 0 1 1 ? 1969     | has year 1969; years go from 1970 to 2099
      0 0 ? * * ?      | has hour ?; hours go from 0 to 23
      0 0 1- * * ?         | has hour missing; hours go from 0 to 23
      99999999999 0 0 * * ? | has second 99999999999; seconds go from 0 to 59
      0 0,,1 0 * * ?       | has an empty place in its minute 0,,1
      0 0/70 0 * * ?       | has step 70 for the minute; its steps go from 1 to 59
      0 */0 0 * * ?        | has step 0 for the minute; its steps go from 1 to 59
      0 1/ 0 * * ?         | has no step after the / of its minute; its steps go from 1 to 59
      0 0 0 L-31 * ?       | has day of the month L-31; at most 30 days can be taken from the last one
      0 0 0 L-3W * ?       | has day of the month L-3W, which is not supported; LW is, and L-3
      0 0 0 ? * MON-FRI/2  | has step 2 after a name (MON-FRI), where Quartz ignores it; write numbers
      0 0 0 * * *      | has both a day of the month (*) and a day of the week (*); Quartz takes only one of them: write '?' for the other
      0 0 0 1 * MON        | has both a day of the month (1) and a day of the week (MON); Quartz takes only one of them: write '?' for the other
      0 0 0 ? * ?      | has '?' for both the day of the month and the day of the week; write * for one of them
      0 3 * * *        | has 5 fields, as a crontab line has; write it under `crontab:` instead, or put the seconds in front
      0 3 * *          | has 4 fields; it needs 6 or 7: second, minute, hour, day of the month, month, day of the week and perhaps a year
      @daily           | is a crontab nickname; write it under `crontab:`
      0 0 0 1|2 * ?        | has the character '|', which has no meaning there
      0 0 0 ٣ * ?      | has the character '٣', which has no meaning there
      0 0 0 1 1 ? 2040-2030 | cannot be read: Invalid range! [2040,2030]
      """;

  private static final String CRONTAB =
      """
      60 * * * *           | has minute 60; minutes go from 0 to 59
      0 24 * * *           | has hour 24; hours go from 0 to 23
      0 0 0 * *            | has day of the month 0; days of the month go from 1 to 31
      0 0 * 13 *           | has month 13; months go from 1 to 12 or JAN to DEC
      0 0 * * 8            | has day of the week 8; days of the week go from 0 to 7 (both are Sunday) or SUN to SAT
      0 0 L * *            | has day of the month L; days of the month go from 1 to 31
      0 0 * * mon#1        | has day of the week MON#1; days of the week go from 0 to 7 (both are Sunday) or SUN to SAT
      0 0 ? * 1            | has day of the month ?; days of the month go from 1 to 31
      */60 * * * *         | has step 60 for the minute; its steps go from 1 to 59
      5/10 * * * *         | has 5/10 for the minute; in a crontab a step needs * or a range before it: write 5-59/10
      0 22-2 * * *         | has hour 22-2, which goes backwards; write two ranges: 22-23,0-2
      0 0 * * 6-1          | has day of the week 6-1, which goes backwards; write two ranges: 6-7,0-1
      0 0 3 * * ?          | has 6 fields, as a Quartz expression has; write it under `cron:` instead, or leave the seconds out
      0 0 3 1 * ? 2030     | has 7 fields, as a Quartz expression has; write it under `cron:` instead, or leave the seconds out
      0 3 *                | has 3 fields; it needs 5: minute, hour, day of the month, month and day of the week
      @reboot              | names no time: a schedule has no start of the machine to fire at
      @fortnightly         | is no known nickname; there are @hourly, @daily, @midnight, @weekly, @monthly, @yearly and @annually
      """;

  static Stream<Arguments> quartz() {
    return rows(QUARTZ);
  }

  static Stream<Arguments> crontab() {
    return rows(CRONTAB);
  }

  private static Stream<Arguments> rows(String table) {
    return table
        .lines()
        .map(row -> row.split(" +\\| ", 2))
        .map(row -> Arguments.of(row[0], row[1]));
  }

  @ParameterizedTest
  @MethodSource("quartz")
  void a_bad_quartz_expression_is_explained(String expression, String explanation) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CronTimetable.quartz(expression, ZoneOffset.UTC))
        .withMessage("cron '%s' %s", expression, explanation);
  }

  @ParameterizedTest
  @MethodSource("crontab")
  void a_bad_crontab_is_explained(String crontab, String explanation) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CronTimetable.unix(crontab, ZoneOffset.UTC))
        .withMessage("crontab '%s' %s", crontab, explanation);
  }

  @Test
  void an_empty_one_is_explained() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CronTimetable.quartz(" ", ZoneOffset.UTC))
        .withMessage("cron is empty; write one such as 0 30 3 * * ?");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CronTimetable.unix("", ZoneOffset.UTC))
        .withMessage("crontab is empty; write one such as 30 3 * * *");
  }

  @Test
  void an_endless_one_is_cut_short() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CronTimetable.unix("1,".repeat(1_000) + "1 * * * *", ZoneOffset.UTC))
        .withMessage(
            "crontab '1,1,1,1,1,1,1,1,1,1,…' has 2009 characters; an expression has at most 500");
  }

  @Test
  void a_character_that_cannot_be_seen_is_named() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CronTimetable.unix("0\0 3 * * *", ZoneOffset.UTC))
        .withMessage("crontab '0? 3 * * *' has the character U+0000, which has no meaning there");
  }

  /**
   * A typing error must be explained, whatever it is; what is accepted can be asked for its next
   * time.
   */
  @Test
  void no_text_ends_in_another_error() {
    long seed = Seed.of("cron.wording.seed");
    SplittableRandom random = new SplittableRandom(seed);
    String alphabet = "0123456789**??,,--//LW#JANMONSUN @   ";
    for (int i = 0; i < 20_000; i++) {
      String text =
          random
              .ints(random.nextInt(1, 24), 0, alphabet.length())
              .mapToObj(index -> alphabet.substring(index, index + 1))
              .collect(Collectors.joining());
      assertThatCode(() -> read(text))
          .as("seed %d, text '%s'", seed, text)
          .doesNotThrowAnyException();
    }
  }

  /** One mutation away from a good expression the parser is reached more often. */
  @Test
  void no_typing_error_ends_in_another_error() {
    long seed = Seed.of("cron.wording.seed");
    SplittableRandom random = new SplittableRandom(seed);
    String[] good = {
      "0 30 3 L-2,15W * ?",
      "0 0/5 9-17 ? JAN-MAR 6#3 2030",
      "15 4 */2 * mon-fri",
      "1,2-9/3 * 1 2 7",
      "0 0 0 ? * FRIL"
    };
    String alphabet = "0123456789*?,-/LW#AN ";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder(good[random.nextInt(good.length)]);
      int at = random.nextInt(text.length());
      char typed = alphabet.charAt(random.nextInt(alphabet.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.setCharAt(at, typed);
        case 1 -> text.insert(at, typed);
        default -> text.deleteCharAt(at);
      }
      assertThatCode(() -> read(text.toString()))
          .as("seed %d, text '%s'", seed, text)
          .doesNotThrowAnyException();
    }
  }

  private static void read(String text) {
    for (BiFunction<String, ZoneId, CronTimetable> dialect :
        List.<BiFunction<String, ZoneId, CronTimetable>>of(
            CronTimetable::quartz, CronTimetable::unix)) {
      CronTimetable timetable;
      try {
        timetable = dialect.apply(text, ZoneOffset.UTC);
      } catch (IllegalArgumentException refused) {
        assertThat(refused).hasMessageStartingWith("cron");
        continue;
      }
      assertThat(timetable.next(Instant.parse("2024-05-03T10:00:00Z")))
          .isAfter("2024-05-03T10:00:00Z");
    }
  }
}
