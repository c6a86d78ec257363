package dev.quartermaster.ops.incident;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The figures of both sides, side by side. */
public final class Rows {

  private static final String NEVER = "never";
  private static final String NOT_TRIED = "–";

  /** Said below them where something is marked so. */
  public static final String NOTE =
      "* extrapolated from the rows that were reset while it was watched";

  private Rows() {}

  /** A figure. */
  public record Row(String what, String ours, String old) {}

  /** In the order of the night. */
  public static List<Row> of(Result result) {
    Ours ours = result.ours();
    Old old = result.old();
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("the watchdog found the fault after", time(ours.detectedAfter()), NEVER));
    rows.add(new Row("somebody was paged after", time(ours.pagedAfter()), NEVER));
    rows.add(
        new Row(
            "mended by itself, if let, after",
            ours.mended().after().map(Rows::seconds).orElse(NOT_TRIED),
            NEVER));
    rows.add(
        new Row(
            "accounts overdue at the reboot",
            number(ours.work().backlog()),
            number(old.backlog())));
    rows.add(
        new Row(
            "worked off, once up again, after",
            time(ours.workedOffAfter()),
            time(old.drainedAfter()) + (old.isMeasured() ? "" : " *")));
    rows.add(
        new Row("accounts settled a second", rate(ours), "%,.0f".formatted(old.rowsPerSecond())));
    rows.add(
        new Row(
            "answers with a reset in the past",
            "%,d of %,d".formatted(ours.answers().past(), ours.answers().asked()),
            "%,d of %,d".formatted(old.answers().past(), old.answers().asked())));
    rows.add(
        new Row(
            "throttled in vain",
            wronged(ours.wronged().users(), ours.wronged().seconds()),
            wronged(old.wronged().users(), old.wronged().seconds())));
    rows.add(new Row("charges answered, p99, before", millis(ours.work().before()), NOT_TRIED));
    rows.add(new Row("the same in catch-up", millis(ours.work().catchUp()), NOT_TRIED));
    rows.add(
        new Row(
            "accounts wrong afterwards",
            "%,d of %,d".formatted(ours.recount().wrong(), ours.recount().looked()),
            NOT_TRIED));
    return rows;
  }

  private static String time(Optional<Duration> time) {
    return time.map(Rows::seconds).orElse(NEVER);
  }

  /** As far as looks a quarter of a second apart can tell. */
  private static String rate(Ours ours) {
    return ours.workedOffAfter()
        .filter(after -> after.toMillis() > 0)
        .map(after -> "%,.0f".formatted(ours.work().settled() / (after.toMillis() / 1e3)))
        .orElse(NOT_TRIED);
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", Seconds.of(time));
  }

  private static String wronged(long users, double seconds) {
    return users == 0 ? "nobody" : "%,d users, %,.0f user-s".formatted(users, seconds);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String millis(Latencies latencies) {
    return latencies.requests() == 0
        ? NOT_TRIED
        : "%.0f ms of %,d".formatted(latencies.p99().toNanos() / 1e6, latencies.requests());
  }
}
