package dev.quartermaster.ops.cli;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.quota.usage.Usage;
import dev.quartermaster.quota.usage.Usage.By;
import dev.quartermaster.quota.usage.Usage.Days;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "report",
    description = {
      "What was used by all accounts, by plan, source or day.",
      "A day is one in UTC, on which it was used, whenever it was reported."
    },
    footer = {
      "  quartermaster usage report --by plan",
      "  quartermaster usage report --by source --from 2026-11-01 --to 2026-11-30",
      "  quartermaster usage report --by day --format csv > november.csv"
    },
    mixinStandardHelpOptions = true)
final class UsageReportCommand implements Callable<Integer> {

  private static final int DAYS = 30;
  private static final int MOST_DAYS = 3660;

  /** How the answer is written. */
  enum Format {
    TABLE,
    CSV,
    JSON
  }

  @Mixin private Where where;
  @Mixin private Output output;

  @Option(
      names = "--by",
      paramLabel = "plan|source|day",
      description = "What it is added up by; plan when not given.",
      defaultValue = "plan")
  private By by;

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "The first day, as 2026-11-01; 30 days up to the last when not given.")
  private @Nullable String from;

  @Option(
      names = "--to",
      paramLabel = "DATE",
      description = "The last day, which is among them; today when not given.")
  private @Nullable String to;

  @Option(
      names = "--format",
      paramLabel = "table|csv|json",
      description = "table when not given; json is the same as --json.",
      defaultValue = "table")
  private Format format;

  @Override
  public Integer call() {
    if (output.json && format == Format.CSV) {
      throw new BadInput("--json and --format csv exclude each other; give one of them");
    }
    LocalDate first = from == null ? null : date("--from", from);
    LocalDate last = to == null ? null : date("--to", to);
    try (Session session = where.look()) {
      session.database().run(handle -> answer(handle, days(handle, first, last)));
    }
    return ExitCode.DONE;
  }

  private static LocalDate date(String option, String text) {
    try {
      LocalDate date = LocalDate.parse(text);
      if (date.getYear() < 1970 || date.getYear() > 9999) {
        throw new BadInput("%s is %s; years go from 1970 to 9999".formatted(option, text));
      }
      return date;
    } catch (DateTimeException e) {
      throw new BadInput(
          "%s '%s' is not a date; write one such as 2026-11-21".formatted(option, text));
    }
  }

  private static Days days(Handle handle, @Nullable LocalDate first, @Nullable LocalDate last) {
    LocalDate until =
        last == null ? LocalDate.ofInstant(DatabaseClock.now(handle), ZoneOffset.UTC) : last;
    Days days = new Days(first == null ? until.minusDays(DAYS - 1L) : first, until);
    if (days.from().isAfter(days.to())) {
      throw new BadInput(
          "--from %s is after %s %s"
              .formatted(days.from(), last == null ? "today," : "--to", until));
    }
    if (UsageDays.count(days) > MOST_DAYS) {
      throw new BadInput(
          "from %s to %s are %d days; a report has at most %d: give --from and --to"
              .formatted(days.from(), days.to(), UsageDays.count(days), MOST_DAYS));
    }
    return days;
  }

  private void answer(Handle handle, Days days) {
    List<Usage.Sum> sums = Usage.by(handle, by, days);
    UsageReportForms report = new UsageReportForms(by, days, sums);
    output.json |= format == Format.JSON;
    output.print(report.json(), format == Format.CSV ? report::csv : report::table);
  }
}
