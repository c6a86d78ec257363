package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.alerts.timetable.Planned;
import dev.quartermaster.alerts.timetable.Planned.Removed;
import dev.quartermaster.jobs.schedule.Schedule;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "preview",
    description = {
      "The next firings, with what changes of the clock and calendars do to them.",
      "Reads the configuration only: no database is needed."
    },
    footer = {
      "  quartermaster schedules preview nightly-report",
      "  quartermaster schedules preview cpu-reset --count 3 --from 2027-03-28T00:00:00Z"
    },
    mixinStandardHelpOptions = true)
final class SchedulesPreviewCommand implements Callable<Integer> {

  private static final int MOST = 1_000;
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);
  private static final DateTimeFormatter BRIEF =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  @Mixin private Where where;
  @Mixin private Output output;

  @Parameters(paramLabel = "NAME", description = "The schedule's name.")
  private String name;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "How many firings; 10 when not given.",
      defaultValue = "10")
  private int count;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Firings after this time; after now when not given.")
  private @Nullable String from;

  @Override
  public Integer call() {
    if (count < 1 || count > MOST) {
      throw new BadInput("--count is %d; it goes from 1 to %d".formatted(count, MOST));
    }
    // Nothing that is stored is compared with it: this machine's clock will do.
    Instant after = from == null ? Instant.now() : GivenTime.parse("--from", from);
    Schedule schedule = Declared.schedule(where.installation().configuration().schedules(), name);
    List<Planned> planned = Planned.after(schedule.when().timetable(), after, count);
    output.print(json(schedule, after, planned), out -> print(out, schedule, planned));
    return ExitCode.DONE;
  }

  private static ObjectNode json(Schedule schedule, Instant after, List<Planned> planned) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("name", schedule.name());
    document.put("when", schedule.when().timetable().text());
    document.put("zone", Planned.zone(schedule.when().timetable()).getId());
    document.put("enabled", schedule.enabled());
    document.put("jitter_s", schedule.when().jitter().toMillis() / 1000.0);
    document.put("after", after.toString());
    ArrayNode firings = document.putArray("firings");
    planned.forEach(firing -> firings.add(json(firing)));
    return document;
  }

  private static ObjectNode json(Planned firing) {
    ZoneId zone = firing.local().getZone();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("at", firing.at().toString());
    json.put("local", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(firing.local()));
    json.put("offset", firing.local().getOffset().getId());
    String note =
        Stream.concat(
                firing.clockChange().stream(),
                firing.removed().map(removed -> words(removed, zone)).stream())
            .collect(Collectors.joining("; "));
    json.put("note", note.isEmpty() ? null : note);
    json.set("removed", firing.removed().map(SchedulesPreviewCommand::json).orElse(null));
    return json;
  }

  private static ObjectNode json(Removed removed) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("first", removed.first().toString());
    json.put("last", removed.last().toString());
    json.put("times", removed.times());
    json.put("and_more", removed.times() == Removed.MOST);
    removed.calendars().forEach(json.putArray("calendars")::add);
    return json;
  }

  private static void print(PrintStream out, Schedule schedule, List<Planned> planned) {
    ZoneId zone = Planned.zone(schedule.when().timetable());
    out.printf(
        "%s: %s (%s)%n", schedule.name(), When.timetable(schedule.when().timetable().text()), zone);
    if (!schedule.enabled()) {
      out.println("It is disabled: nothing of this fires until `enabled: true`.");
    }
    if (!schedule.when().jitter().isZero()) {
      out.printf(
          "Each start is put off by up to %s (jitter).%n", When.span(schedule.when().jitter()));
    }
    if (planned.isEmpty()) {
      out.println("There is no planned time any more.");
      return;
    }
    Table table = new Table("FIRES AT", "LOCAL TIME");
    for (Planned firing : planned) {
      firing.removed().ifPresent(removed -> table.say(words(removed, zone)));
      table.row(When.absolute(firing.at()), LOCAL.format(firing.local()));
      firing.clockChange().ifPresent(table::say);
    }
    table.print(out);
  }

  private static String words(Removed removed, ZoneId zone) {
    return "%s leaves out %s%s before it, %s to %s"
        .formatted(
            String.join(" and ", removed.calendars()),
            removed.times() == Removed.MOST ? "more than " : "",
            Count.of(removed.times(), "planned time"),
            BRIEF.format(removed.first().atZone(zone)),
            BRIEF.format(removed.last().atZone(zone)));
  }
}
