package dev.quartermaster.quota.tarpit;

import dev.quartermaster.db.BigintArray;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.feed.Feed;
import dev.quartermaster.quota.feed.Feed.Event;
import dev.quartermaster.quota.feed.FeedCursor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Who goes in and out, as hosts follow it. */
public final class TarpitFeed {

  private static final String ENTERED = "tarpit-entered";
  private static final String LEFT = "tarpit-left";
  private static final String TENFOLD = "tarpit-tenfold";

  /**
   * How it is with an account from an instant on.
   *
   * @param tenfold used more than ten times its allowance: platforms may kill there
   * @param until the end of the period for which it is in, unless it is let out before
   */
  public record Change(
      Username username, boolean inTarpit, boolean tenfold, Instant at, Optional<Instant> until) {}

  /**
   * Some changes, in order, and where to go on.
   *
   * @param now by the database's clock
   */
  public record Page(List<Change> changes, FeedCursor next, Instant now) {}

  private TarpitFeed() {}

  /**
   * Changes after a cursor.
   *
   * @throws Feed.Gone when it cannot be gone on from
   */
  public static Page after(Handle handle, FeedCursor cursor, int limit) {
    Feed.Page page = Feed.after(handle, cursor, Set.of(ENTERED, LEFT, TENFOLD), limit);
    List<Optional<Instant>> ends = ends(handle, page.events());
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < ends.size(); i++) {
      changes.add(change(page.events().get(i), ends.get(i)));
    }
    return new Page(changes, page.next(), page.now());
  }

  private static Change change(Event event, Optional<Instant> end) {
    boolean in = !event.kind().equals(LEFT);
    return new Change(
        event.username(),
        in,
        event.kind().equals(TENFOLD),
        event.at(),
        in ? end : Optional.empty());
  }

  /** Of each event's period: the ledger row's, which a forced reset or a new rule cuts short. */
  private static List<Optional<Instant>> ends(Handle handle, List<Event> events) {
    return handle
        .createQuery(
            """
            SELECT u.period_end
              FROM unnest(:keys, :starts) WITH ORDINALITY AS e (username_key, start_us, place)
              JOIN account a USING (username_key)
              LEFT JOIN usage_period u ON u.account_id = a.id AND u.period_start = at_us(e.start_us)
             ORDER BY e.place
            """)
        .bindArray("keys", String.class, events.stream().map(e -> e.username().key()).toArray())
        .bind(
            "starts",
            BigintArray.of(
                events.stream()
                    .mapToLong(e -> BigintArray.micros(e.periodStart().orElse(Instant.EPOCH)))
                    .toArray()))
        .map(
            (row, context) ->
                Optional.ofNullable(row.getObject(1, OffsetDateTime.class))
                    .map(OffsetDateTime::toInstant))
        .list();
  }

  /**
   * Everyone who is in it now, by arithmetic on the ledger, and the cursor that goes on from here:
   * a change that the snapshot has already may come once more.
   */
  public static Page snapshot(Handle handle) {
    // First: what is committed between the two is in both, and never in neither.
    FeedCursor end = Feed.end(handle);
    List<Change> in =
        handle
            .createQuery(
                // Whoever is in has a row; walks tarpit_until.
                """
                SELECT a.username, t.since, t.until, u.charged_us / 10.0 > u.allowance_us AS tenfold
                  FROM tarpit t
                  JOIN account a ON a.id = t.account_id
                  JOIN usage_period u ON u.account_id = t.account_id AND u.period_start = t.period_start
                 WHERE t.until > qm_now() AND t.period_start <= qm_now()
                 ORDER BY a.username_key
                """)
            .map((row, context) -> inside(row))
            .list();
    Instant now = handle.createQuery("SELECT qm_now()").mapTo(Instant.class).one();
    return new Page(in, end, now);
  }

  private static Change inside(ResultSet row) throws SQLException {
    return new Change(
        Username.of(row.getString("username")),
        true,
        row.getBoolean("tenfold"),
        row.getObject("since", OffsetDateTime.class).toInstant(),
        Optional.of(row.getObject("until", OffsetDateTime.class).toInstant()));
  }
}
