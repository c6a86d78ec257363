package dev.quartermaster.ops.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.db.Database;
import dev.quartermaster.ops.token.Access;
import dev.quartermaster.ops.token.Caller;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.quota.feed.Feed;
import dev.quartermaster.quota.feed.Feed.Event;
import dev.quartermaster.quota.feed.Feed.Page;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import java.util.Set;

/** {@code GET /api/v1/events}: what happened to accounts since a cursor, of all kinds or some. */
final class Events implements Endpoint {

  private static final int MOST_EVENTS = 5_000;

  private final Database database;
  private final Access access;
  private final FeedWatch watch;

  Events(Database database, Access access, FeedWatch watch) {
    this.database = database;
    this.access = access;
    this.watch = watch;
  }

  @Override
  public void add(RoutesConfig routes) {
    Endpoint.get(routes, "/api/v1/events", this::answer);
  }

  private void answer(Context context) {
    Caller caller = access.require(context, Role.READER, Role.ADMIN);
    if (caller.rights().user().isPresent()) {
      throw new ForbiddenResponse("This token may read the use of its own user only.");
    }
    FeedQuery query = FeedQuery.of(context);
    watch.noteReader();
    Set<String> kinds = kinds(context);
    new FeedAnswer<Page>(
            () ->
                database.transaction(
                    handle -> Feed.after(handle, query.after(), kinds, MOST_EVENTS)),
            page -> page.events().isEmpty(),
            Page::next,
            page -> send(context, page))
        .to(context, watch, query.patience());
  }

  private static Set<String> kinds(Context context) {
    Set<String> kinds = Set.copyOf(context.queryParams("kind"));
    for (String kind : kinds) {
      if (!Feed.KINDS.contains(kind)) {
        throw new BadRequestResponse(
            "There is no kind '%.40s'; there are %s."
                .formatted(kind, String.join(", ", Feed.KINDS)));
      }
    }
    return kinds;
  }

  private static void send(Context context, Page page) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("cursor", page.next().text()).put("now", page.now().toString());
    ArrayNode events = json.putArray("events");
    page.events().forEach(event -> write(events.addObject(), event));
    context.contentType("application/json").result(json.toString());
  }

  private static void write(ObjectNode json, Event event) {
    json.put("id", event.place().text())
        .put("username", event.username().toString())
        .put("kind", event.kind())
        .put("at", event.at().toString());
    event.periodStart().ifPresent(start -> json.put("period_start", start.toString()));
    event.detail().ifPresent(detail -> json.put("detail", detail));
  }
}
