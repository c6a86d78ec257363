package dev.quartermaster.quota.usage;

import dev.quartermaster.quota.usage.RollUpSlice.Mark;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * The single reports that rolling up goes over: to find one that fails, to name it, to leave it
 * out.
 */
public final class RollUpItems {

  /** One report; its name is {@code host-1 42}. */
  public record Report(String reporter, long sequence) {

    /** Reads names as {@link RollUpItems#name} gives them. */
    public static List<Report> parse(Collection<String> names) {
      return names.stream().map(Report::parse).toList();
    }

    private static Report parse(String name) {
      int blank = name.lastIndexOf(' ');
      return new Report(name.substring(0, blank), Long.parseLong(name.substring(blank + 1)));
    }

    /** The condition that leaves some out; none when there are none. */
    static String except(List<Report> without) {
      return without.isEmpty()
          ? ""
          : """
            AND NOT EXISTS (SELECT FROM unnest(:asideReporters, :asideSequences) AS aside (name, number)
                             WHERE aside.name = reporter AND aside.number = sequence)
            """;
    }

    static void bind(Query query, List<Report> without) {
      if (!without.isEmpty()) {
        query
            .bindArray(
                "asideReporters", String.class, without.stream().map(Report::reporter).toArray())
            .bindArray(
                "asideSequences", Long.class, without.stream().map(Report::sequence).toArray());
      }
    }
  }

  /** The report in the middle of a slice, and how many there are. */
  private record Middle(Mark mark, long reports) {}

  private RollUpItems() {}

  /** Two halves that cover the slice; none when it has a single report, or none to roll up. */
  public static List<RollUpSlice> split(Handle handle, RollUpSlice slice) {
    return middle(handle, slice)
        .filter(middle -> middle.reports() > 1)
        .map(
            middle ->
                List.of(
                    new RollUpSlice(slice.from(), middle.mark()),
                    new RollUpSlice(middle.mark(), slice.to())))
        .orElse(List.of());
  }

  /** The name of a slice's only report; empty when it has more, or none. */
  public static Optional<String> name(Handle handle, RollUpSlice slice) {
    return middle(handle, slice)
        .filter(middle -> middle.reports() == 1)
        .map(middle -> middle.mark().reporter() + " " + middle.mark().sequence());
  }

  /** Walks the slice's part of usage_report_to_roll_up. */
  private static Optional<Middle> middle(Handle handle, RollUpSlice slice) {
    Query query =
        handle.createQuery(
            """
            SELECT received_at, reporter, sequence, reports
              FROM (SELECT received_at, reporter, sequence, row_number() OVER w AS nth, count(*) OVER () AS reports
                      FROM usage_report
                     WHERE NOT rolled_up
                       AND (received_at, reporter, sequence) > (:fromAt, :fromReporter, :fromSequence)
                       AND (received_at, reporter, sequence) <= (:toAt, :toReporter, :toSequence)
                    WINDOW w AS (ORDER BY received_at, reporter, sequence)) AS numbered
             WHERE nth = (reports + 1) / 2
            """);
    RollUp.bind(query, "from", slice.from());
    RollUp.bind(query, "to", slice.to());
    return query
        .map(
            (row, context) ->
                new Middle(
                    new Mark(
                        row.getObject(1, OffsetDateTime.class).toInstant(),
                        row.getString(2),
                        row.getLong(3)),
                    row.getLong(4)))
        .findOne();
  }
}
