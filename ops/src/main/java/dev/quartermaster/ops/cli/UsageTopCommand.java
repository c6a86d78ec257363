package dev.quartermaster.ops.cli;

import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.cli.UsageReportCommand.Format;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.Plans;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.usage.Usage;
import dev.quartermaster.quota.usage.Usage.Days;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "top",
    description = {
      "The accounts that use most: of their running periods, or of the last days.",
      "Only charged use counts for the order."
    },
    footer = {
      "  quartermaster usage top",
      "  quartermaster usage top --days 7 --plan free --limit 50",
      "  quartermaster usage top --format csv > top.csv"
    },
    mixinStandardHelpOptions = true)
final class UsageTopCommand implements Callable<Integer> {

  /** What is drawn when the running periods are asked for. */
  private static final int DAYS_DRAWN = 14;

  @Mixin private Where where;
  @Mixin private Output output;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many; 20 when not given.",
      defaultValue = "20")
  private int limit;

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "Of the last N days, in UTC, today among them; the running periods without it.")
  private @Nullable Integer days;

  @Option(names = "--plan", paramLabel = "PLAN", description = "Only accounts on this plan.")
  private @Nullable String plan;

  @Option(
      names = "--format",
      paramLabel = "table|csv|json",
      description = "table when not given; json is the same as --json.",
      defaultValue = "table")
  private Format format;

  /** An account with what it used by day, charged and metered apart. */
  record Line(
      AccountView account, Map<LocalDate, CpuTime> charged, Map<LocalDate, CpuTime> metered) {
    Line(AccountView account) {
      this(account, new HashMap<>(), new HashMap<>());
    }
  }

  @Override
  public Integer call() {
    if (limit < 1 || limit > 10_000) {
      throw new BadInput("--limit is " + limit + "; it goes from 1 to 10000");
    }
    if (days != null && (days < 1 || days > 3660)) {
      throw new BadInput("--days is " + days + "; it goes from 1 to 3660");
    }
    if (output.json && format == Format.CSV) {
      throw new BadInput("--json and --format csv exclude each other; give one of them");
    }
    output.json |= format == Format.JSON;
    try (Session session = where.look()) {
      session.database().run(this::answer);
    }
    return ExitCode.DONE;
  }

  private void answer(Handle handle) {
    String onPlan = plan == null ? "" : plan;
    if (plan != null && Plans.find(handle, plan).isEmpty()) {
      throw new BadInput("there is no plan '%s'; 'plans list' shows them".formatted(plan));
    }
    LocalDate today = LocalDate.ofInstant(DatabaseClock.now(handle), ZoneOffset.UTC);
    Days shown = UsageDays.last(days == null ? DAYS_DRAWN : days, today);
    List<Long> ids =
        days == null
            ? Usage.mostNow(handle, onPlan, limit)
            : Usage.most(handle, shown, onPlan, limit);
    List<Line> lines = lines(handle, ids, shown);
    UsageTopForms forms = new UsageTopForms(days != null, shown, lines);
    output.print(forms.json(), format == Format.CSV ? forms::csv : forms::table);
  }

  private static List<Line> lines(Handle handle, List<Long> ids, Days shown) {
    Map<Long, Line> byId =
        Accounts.of(handle, ids).stream()
            .map(Line::new)
            .collect(Collectors.toMap(line -> line.account().id(), Function.identity()));
    for (Usage.OfAccount used : Usage.of(handle, ids, shown)) {
      Line line = Objects.requireNonNull(byId.get(used.account()));
      line.charged().put(used.day(), used.charged());
      line.metered().put(used.day(), used.metered());
    }
    return ids.stream().map(byId::get).filter(Objects::nonNull).toList();
  }
}
