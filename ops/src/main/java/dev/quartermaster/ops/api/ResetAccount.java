package dev.quartermaster.ops.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.db.Database;
import dev.quartermaster.ops.api.ResetRequests.Earlier;
import dev.quartermaster.ops.api.ResetRequests.Request;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.token.Access;
import dev.quartermaster.ops.token.Caller;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.reset.ForcedReset;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.UnprocessableContentResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * {@code POST /api/v1/accounts/{username}/reset}: a fresh allowance now. With an {@code
 * Idempotency-Key} it can be sent again without resetting again.
 */
final class ResetAccount implements Endpoint {

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,200}");

  /** It may have to wait for a batch that settles the account. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Database database;
  private final Access access;

  ResetAccount(Database database, Access access) {
    this.database = database;
    this.access = access;
  }

  /** A reset that is asked for. */
  private record Wanted(Caller by, Username user, ResetBody body, Optional<Request> request) {}

  @Override
  public void add(RoutesConfig routes) {
    routes.post("/api/v1/accounts/{username}/reset", this::answer);
  }

  private void answer(Context context) {
    Caller caller = access.require(context, Role.ADMIN);
    ResetBody body = ResetBody.parse(context.body());
    Optional<String> key = key(context);
    String asked = context.pathParam("username");
    Username user = Names.user(asked).orElseThrow(() -> unknown(asked));
    String content = user.key() + "\n" + body.reason().orElse("");
    Wanted wanted =
        new Wanted(caller, user, body, key.map(k -> new Request(caller.tokenId(), k, content)));
    ObjectNode answer = database.transactionWithin(PATIENCE, handle -> carryOut(handle, wanted));
    context.contentType("application/json").result(answer.toString());
  }

  private static Optional<String> key(Context context) {
    String key = context.header("Idempotency-Key");
    if (key != null && !KEY.matcher(key).matches()) {
      throw new BadRequestResponse(
          "The Idempotency-Key has a space or an unusual character, or is too long; write 1 to 200 visible ASCII characters, such as a UUID.");
    }
    return Optional.ofNullable(key);
  }

  private static HttpResponseException unknown(String user) {
    return new HttpResponseException(404, Names.unknown(user));
  }

  private static ObjectNode carryOut(Handle handle, Wanted wanted) {
    Optional<Earlier> earlier =
        wanted.request().flatMap(request -> ResetRequests.take(handle, request));
    if (earlier.isPresent() && !earlier.get().same()) {
      throw new UnprocessableContentResponse(
          "This Idempotency-Key was used for another request; take a new one.");
    }
    AccountView account = find(handle, wanted.user());
    boolean reset = earlier.map(Earlier::wasReset).orElseGet(() -> reset(handle, wanted, account));
    // Read anew: a boundary may have passed, since the first answer or while the reset waited.
    return json(find(handle, wanted.user()), reset);
  }

  private static AccountView find(Handle handle, Username user) {
    return Accounts.find(handle, user).orElseThrow(() -> unknown(user.toString()));
  }

  private static boolean reset(Handle handle, Wanted wanted, AccountView account) {
    String reason = wanted.body().reason().orElse(null);
    boolean reset =
        ForcedReset.reset(handle, List.of(account.id()), reason).reset().contains(account.id());
    Audit.recordBy(handle, wanted.by().actor(), "reset", account.username().toString(), reason);
    wanted.request().ifPresent(request -> ResetRequests.keep(handle, request, reset));
    return reset;
  }

  private static ObjectNode json(AccountView account, boolean reset) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("username", account.username().toString())
        .put("reset", reset)
        .put("already_fresh", !reset)
        .put("next_reset_time", account.nextReset().toString());
  }
}
