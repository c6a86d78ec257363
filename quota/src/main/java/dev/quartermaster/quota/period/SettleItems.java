package dev.quartermaster.quota.period;

import dev.quartermaster.quota.account.AccountNames;
import dev.quartermaster.quota.period.SettleSlice.Mark;
import dev.quartermaster.quota.period.SettleSlice.Phase;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The single rows that settling goes over: to find one that fails, to name it, and to leave it out.
 *
 * <p>A name is {@code ada period 2024-05-04T00:00:00Z}: the user, the phase, and when it was due.
 * An account that is gone is {@code #17}, which no user can be called.
 */
public final class SettleItems {

  /** The one in the middle of a slice's rows, and how many there are. */
  private record Middle(Mark mark, long rows) {}

  private record Item(String who, Phase phase, Instant at) {
    static Item parse(String name) {
      List<String> words = List.of(name.split(" "));
      return new Item(
          words.get(0),
          Phase.valueOf(words.get(1).toUpperCase(Locale.ROOT)),
          Instant.parse(words.get(2)));
    }
  }

  private SettleItems() {}

  /** Two halves that cover the slice; none when it has a single row, or no row that is due. */
  public static List<SettleSlice> split(Handle handle, SettleSlice slice) {
    return middle(handle, slice)
        .filter(middle -> middle.rows() > 1)
        .map(
            middle ->
                List.of(
                    new SettleSlice(slice.phase(), slice.from(), middle.mark()),
                    new SettleSlice(slice.phase(), middle.mark(), slice.to())))
        .orElse(List.of());
  }

  /** The name of a slice's only row; empty when it has more, or none. */
  public static Optional<String> name(Handle handle, SettleSlice slice) {
    return middle(handle, slice)
        .filter(middle -> middle.rows() == 1)
        .map(
            middle ->
                "%s %s %s"
                    .formatted(
                        AccountNames.of(handle, middle.mark().account()),
                        slice.phase().name().toLowerCase(Locale.ROOT),
                        middle.mark().at()));
  }

  /**
   * Where in a slice these rows are; those of other slices are left out.
   *
   * @param names as {@link #name} gives them
   */
  static List<Mark> marks(Handle handle, SettleSlice slice, Collection<String> names) {
    List<Item> items =
        names.stream().map(Item::parse).filter(item -> item.phase() == slice.phase()).toList();
    Map<String, Long> ids = AccountNames.ids(handle, items.stream().map(Item::who).toList());
    List<Mark> marks = new ArrayList<>();
    for (Item item : items) {
      Long id = ids.get(item.who());
      if (id != null) {
        marks.add(new Mark(item.at(), id));
      }
    }
    return marks.stream().filter(slice::holds).toList();
  }

  /** Walks the slice's part of the index on (time, account) that settling itself walks. */
  private static Optional<Middle> middle(Handle handle, SettleSlice slice) {
    return slice
        .bind(
            handle.createQuery(
                """
                SELECT at, account_id, places
                  FROM (SELECT at, account_id, row_number() OVER w AS nth, count(*) OVER () AS places
                          FROM (SELECT DISTINCT at, account_id FROM (%s) AS open
                                 WHERE (at <= qm_now()) IS TRUE
                                   AND (at, account_id) > (:fromAt, :fromAccount)
                                   AND (at, account_id) <= (:toAt, :toAccount)) AS due
                        WINDOW w AS (ORDER BY at, account_id)) AS numbered
                 WHERE nth = (places + 1) / 2
                """
                    .formatted(open(slice.phase()))))
        .map(
            (row, context) ->
                new Middle(
                    new Mark(row.getObject(1, OffsetDateTime.class).toInstant(), row.getLong(2)),
                    row.getLong(3)))
        .findOne();
  }

  private static String open(Phase phase) {
    return switch (phase) {
      case TARPIT -> "SELECT until AS at, account_id FROM tarpit";
      case PLAN ->
          "SELECT pending_from AS at, id AS account_id FROM account WHERE pending_from IS NOT NULL";
      case GRANT -> "SELECT until AS at, account_id FROM allowance_grant WHERE ended_at IS NULL";
      case PERIOD ->
          "SELECT period_end AS at, account_id FROM usage_period WHERE settled_at IS NULL";
      case LATE -> "SELECT period_end AS at, account_id FROM late_period";
    };
  }
}
