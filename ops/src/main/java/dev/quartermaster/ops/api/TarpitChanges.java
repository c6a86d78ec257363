package dev.quartermaster.ops.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.db.Database;
import dev.quartermaster.ops.token.Access;
import dev.quartermaster.ops.token.Caller;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.quota.tarpit.TarpitFeed;
import dev.quartermaster.quota.tarpit.TarpitFeed.Change;
import dev.quartermaster.quota.tarpit.TarpitFeed.Page;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;

/** {@code GET /api/v1/tarpit}: who went in and out since a cursor, or everyone who is in. */
final class TarpitChanges implements Endpoint {

  private static final int MOST_CHANGES = 5_000;

  private final Database database;
  private final Access access;
  private final FeedWatch watch;

  TarpitChanges(Database database, Access access, FeedWatch watch) {
    this.database = database;
    this.access = access;
    this.watch = watch;
  }

  @Override
  public void add(RoutesConfig routes) {
    Endpoint.get(routes, "/api/v1/tarpit", this::answer);
  }

  private void answer(Context context) {
    Caller caller = access.require(context, Role.READER, Role.REPORTER, Role.ADMIN);
    if (caller.rights().user().isPresent()) {
      throw new ForbiddenResponse("This token may read the use of its own user only.");
    }
    watch.noteReader();
    if (wantsSnapshot(context)) {
      Page page = database.transaction(TarpitFeed::snapshot);
      watch.onDisk().await(page.next());
      send(context, page);
      return;
    }
    FeedQuery query = FeedQuery.of(context);
    new FeedAnswer<Page>(
            () ->
                database.transaction(
                    handle -> TarpitFeed.after(handle, query.after(), MOST_CHANGES)),
            page -> page.changes().isEmpty(),
            Page::next,
            page -> send(context, page))
        .to(context, watch, query.patience());
  }

  private static boolean wantsSnapshot(Context context) {
    String snapshot = context.queryParam("snapshot");
    if (snapshot != null && !snapshot.equals("true") && !snapshot.equals("false")) {
      throw new BadRequestResponse(
          "snapshot '%.40s' is neither true nor false".formatted(snapshot));
    }
    return "true".equals(snapshot);
  }

  private static void send(Context context, Page page) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("cursor", page.next().text()).put("now", page.now().toString());
    ArrayNode changes = json.putArray("changes");
    page.changes().forEach(change -> write(changes.addObject(), change));
    context.contentType("application/json").result(json.toString());
  }

  private static void write(ObjectNode json, Change change) {
    json.put("username", change.username().toString())
        .put("in_tarpit", change.inTarpit())
        .put("tenfold", change.tenfold())
        .put("at", change.at().toString());
    change.until().ifPresent(until -> json.put("until", until.toString()));
  }
}
