package dev.quartermaster.ops.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.feed.Feed.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/**
 * A warning as it is posted.
 *
 * @param id the same at each attempt of whichever node, and of no other warning
 * @param at when it is sent, by the database's clock
 */
record WarningMessage(String id, Instant at, String body) {

  /**
   * Of an event, with the account as it is now.
   *
   * @param region a receiver may serve several, whose feeds number their events alike
   */
  static WarningMessage of(String region, Event event, AccountView account) {
    // The time is in it, too: a database that was restored counts its places again.
    String origin = String.join(" ", region, event.place().text(), event.at().toString());
    UUID id = UUID.nameUUIDFromBytes(origin.getBytes(StandardCharsets.UTF_8));
    return new WarningMessage("msg_" + id, account.asOf(), body(event, account));
  }

  private static String body(Event event, AccountView account) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", "quota.warning").put("timestamp", event.at().toString());
    json.putObject("data")
        .put("id", event.place().text())
        .put("username", account.username().toString())
        .put("percent", Integer.parseInt(event.detail().orElseThrow()))
        .put("used_s", account.usage().used().seconds())
        .put("allowance_s", account.usage().allowance().seconds())
        .put("in_tarpit", account.inTarpit())
        .put("period_start", account.periodStart().toString())
        .put("next_reset_time", account.nextReset().toString());
    return json.toString();
  }
}
