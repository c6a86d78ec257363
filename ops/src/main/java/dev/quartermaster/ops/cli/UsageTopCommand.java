package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.cli.UsageReportCommand.Format;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.Plans;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.usage.Usage;
import dev.quartermaster.quota.usage.Usage.Days;
import java.io.PrintStream;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
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
  private record Line(
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
    output.print(
        json(lines, shown),
        out -> {
          if (format == Format.CSV) {
            csv(out, lines);
          } else {
            print(out, lines, shown);
          }
        });
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

  private CpuTime used(Line line) {
    return days == null ? line.account().usage().used() : sum(line.charged());
  }

  private CpuTime metered(Line line) {
    return days == null ? line.account().usage().metered() : sum(line.metered());
  }

  private static CpuTime sum(Map<LocalDate, CpuTime> days) {
    return days.values().stream().reduce(CpuTime.ZERO, CpuTime::plus);
  }

  private ObjectNode json(List<Line> lines, Days shown) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("of", days == null ? "running-periods" : "days");
    document.put("from", shown.from().toString()).put("to", shown.to().toString());
    ArrayNode all = document.putArray("accounts");
    for (Line line : lines) {
      ObjectNode json = all.addObject();
      json.put("username", line.account().username().toString());
      json.put("plan", line.account().plan());
      json.put("used_s", used(line).seconds());
      json.put("metered_only_s", metered(line).seconds());
      json.put("allowance_s", line.account().usage().allowance().seconds());
      json.put("in_tarpit", line.account().inTarpit());
      ArrayNode byDay = json.putArray("days");
      UsageDays.all(shown)
          .forEach(
              day ->
                  byDay
                      .addObject()
                      .put("day", day.toString())
                      .put("used_s", line.charged().getOrDefault(day, CpuTime.ZERO).seconds()));
    }
    return document;
  }

  private void csv(PrintStream out, List<Line> lines) {
    out.println("username,plan,used_s,metered_only_s,allowance_s,in_tarpit");
    for (Line line : lines) {
      out.printf(
          "%s,%s,%s,%s,%s,%s%n",
          line.account().username(),
          line.account().plan(),
          used(line).seconds().toPlainString(),
          metered(line).seconds().toPlainString(),
          line.account().usage().allowance().seconds().toPlainString(),
          line.account().inTarpit());
    }
  }

  private void print(PrintStream out, List<Line> lines, Days shown) {
    boolean draws = Terminal.draws();
    out.println(
        days == null
            ? "charged in the running periods; a day and at most on one from %s on"
                .formatted(shown.from())
            : "charged from %s to %s".formatted(shown.from(), shown.to()));
    List<String> headings =
        new ArrayList<>(List.of("USER", "PLAN", ">USED s", ">OF s", ">A DAY s", ">HIGHEST s"));
    if (draws) {
      headings.add(UsageDays.heading(shown));
    }
    Table table = new Table(headings.toArray(String[]::new)).giving(0, 1);
    for (Line line : lines) {
      List<String> row =
          new ArrayList<>(
              List.of(
                  line.account().username().toString(),
                  line.account().plan(),
                  UsageDays.seconds(used(line)),
                  Seconds.shown(line.account().usage().allowance()),
                  UsageDays.perDay(shown, line.charged()),
                  UsageDays.highest(shown, line.charged())));
      if (draws) {
        row.add(UsageDays.drawn(shown, line.charged()));
      }
      table.row(row.toArray(String[]::new));
    }
    table.print(out);
    if (lines.isEmpty()) {
      out.println(
          days == null
              ? "Nobody has used anything in a running period; --days N looks at the last days."
              : "Nobody has used anything.");
    }
  }
}
