package dev.quartermaster.quota.bulk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Portions that the caller's transaction holds.
 *
 * @param portions in their order; never empty
 * @param range where they are one range of all accounts; empty where accounts are listed
 */
record Claim(long operation, List<Integer> portions, Optional<Range> range) {

  private record Portion(int nth, Optional<Range> range) {}

  /**
   * The next ones that nobody else holds: lists, or neighbouring ranges, as one. Walks
   * bulk_portion_open. None of an operation that was given up: whoever was stopped with a portion
   * in hand may wake long after.
   */
  static Optional<Claim> next(Handle handle, long operation, int most) {
    List<Portion> next =
        handle
            .createQuery(
                """
                SELECT nth, first_id, last_id, first_rank, last_rank, step, rest FROM bulk_portion
                 WHERE operation = :operation AND done_at IS NULL
                   AND EXISTS (SELECT FROM bulk_operation WHERE id = :operation AND ended_at IS NULL)
                 ORDER BY nth LIMIT :most
                   FOR UPDATE SKIP LOCKED
                """)
            .bind("operation", operation)
            .bind("most", most)
            .map((row, context) -> new Portion(row.getInt("nth"), Range.of(row)))
            .list();
    return next.isEmpty() ? Optional.empty() : Optional.of(together(operation, next));
  }

  /** As many of the first as can be done at once; whatever else was locked is left. */
  private static Claim together(long operation, List<Portion> next) {
    List<Integer> portions = new ArrayList<>(List.of(next.get(0).nth()));
    Optional<Range> range = next.get(0).range();
    for (Portion portion : next.subList(1, next.size())) {
      Optional<Range> longer = range.flatMap(r -> portion.range().flatMap(r::joined));
      if (longer.isPresent() || (range.isEmpty() && portion.range().isEmpty())) {
        portions.add(portion.nth());
        range = longer;
      } else {
        break;
      }
    }
    return new Claim(operation, List.copyOf(portions), range);
  }

  <S extends SqlStatement<S>> S bind(S statement) {
    statement.bind("operation", operation).bindArray("portions", Integer.class, portions.toArray());
    return range.map(r -> r.bind(statement)).orElse(statement);
  }
}
