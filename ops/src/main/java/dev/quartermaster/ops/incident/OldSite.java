package dev.quartermaster.ops.incident;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.quartermaster.db.Database;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The site of then: its API tells what stands in the account's row, and reports of use are added to
 * it, at the rate at which ours are.
 */
final class OldSite implements AutoCloseable {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final double MICROS = 1e6;

  private final Database database;
  private final Users users;
  private final Javalin server;
  private final SplittableRandom random = new SplittableRandom(4);
  private final ScheduledExecutorService charging = Beat.thread("old-charges");

  private OldSite(Database database, Users users) {
    this.database = database;
    this.users = users;
    this.server = Local.serve(routes -> routes.get("/api/v0/user/{username}/cpu", this::answer));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // it ends with the database
  static OldSite open(Database database, Users users) {
    OldSite site = new OldSite(database, users);
    long apart = TimeUnit.SECONDS.toMicros(1) * Batch.RECORDS / OurNight.rate();
    site.charging.scheduleAtFixedRate(site::charge, 0, apart, TimeUnit.MICROSECONDS);
    return site;
  }

  URI url() {
    return Local.url(server);
  }

  private void answer(Context context) {
    String answer =
        database.transaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT allowance_us, used_us, next_reset_time FROM account WHERE username = :name")
                    .bind("name", context.pathParam("username"))
                    .map(
                        (row, with) ->
                            JsonNodeFactory.instance
                                .objectNode()
                                .put("daily_cpu_limit_seconds", Math.round(row.getLong(1) / MICROS))
                                .put("daily_cpu_total_usage_seconds", row.getLong(2) / MICROS)
                                .put(
                                    "next_reset_time",
                                    TIME.format(row.getObject(3, OffsetDateTime.class)))
                                .toString())
                    .one());
    context.contentType("application/json").result(answer);
  }

  boolean isThrottled(User user) {
    return database.transaction(
        handle ->
            handle
                .createQuery("SELECT in_tarpit FROM account WHERE id = :id")
                .bind("id", user.nth())
                .mapTo(Boolean.class)
                .one());
  }

  /** One statement; in the order of ids, so that it cannot meet another crosswise. */
  private void charge() {
    List<Batch.Use> uses = new ArrayList<>(Batch.random(users, random, Instant.now()).uses());
    uses.removeIf(use -> !use.isCharged());
    uses.sort(Comparator.comparingInt(use -> use.user().nth()));
    database.run(
        handle ->
            handle
                .createUpdate(
                    """
                    WITH used AS (SELECT id, sum(us)::bigint AS us FROM unnest(:ids, :us) AS u (id, us) GROUP BY id),
                         locked AS (SELECT a.id, u.us FROM account a JOIN used u USING (id) ORDER BY a.id FOR UPDATE OF a)
                    UPDATE account a
                       SET used_us = a.used_us + l.us, in_tarpit = a.in_tarpit OR a.used_us + l.us > a.allowance_us
                      FROM locked l WHERE l.id = a.id
                    """)
                .bindArray(
                    "ids", Long.class, uses.stream().map(use -> (long) use.user().nth()).toArray())
                .bindArray("us", Long.class, uses.stream().map(Batch.Use::micros).toArray())
                .execute());
  }

  @Override
  public void close() {
    Beat.end(charging);
    server.stop();
  }
}
