package dev.quartermaster.ops.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.quartermaster.db.Database;
import dev.quartermaster.ops.token.Access;
import dev.quartermaster.ops.token.Caller;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.CpuTime;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpResponseException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * {@code GET /api/v0/user/{username}/cpu/}, as the hosting platform's public API answers it. Right
 * whether or not any schedule runs: it is arithmetic on the account's rule and the ledger.
 */
final class CpuUse implements Endpoint {

  /** Clients parse just this and take it for UTC: no zone, no fraction, seconds always. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

  /** Keeps numbers as they are written: 150.0 stays a float. */
  private static final JsonNodeFactory JSON = new JsonNodeFactory(true);

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Database database;
  private final Access access;
  private final RateLimit limit;

  CpuUse(Database database, Access access, RateLimit limit) {
    this.database = database;
    this.access = access;
    this.limit = limit;
  }

  @Override
  public void add(RoutesConfig routes) {
    // The router takes it with and without the slash at the end.
    Endpoint.get(routes, "/api/v0/user/{username}/cpu", this::answer);
  }

  private void answer(Context context) {
    Caller caller = access.require(context, Role.READER, Role.ADMIN);
    limit.count(context, caller);
    String asked = context.pathParam("username");
    Optional<Username> name = Names.user(asked);
    // Before it is looked up: another user's token must not find out who is registered.
    if (!caller.mayReadAnyone() && !name.map(caller::mayRead).orElse(false)) {
      throw new ForbiddenResponse("This token may read the use of its own user only.");
    }
    AccountView account =
        name.flatMap(this::find)
            .orElseThrow(() -> new HttpResponseException(404, Names.unknown(asked)));
    context.contentType("application/json").result(json(account));
  }

  private Optional<AccountView> find(Username name) {
    return database.transactionWithin(PATIENCE, handle -> Accounts.find(handle, name));
  }

  static String json(AccountView account) {
    return JSON.objectNode()
        .put("daily_cpu_limit_seconds", limitSeconds(account.usage().allowance()))
        .put("daily_cpu_total_usage_seconds", floating(account.usage().used()))
        .put("next_reset_time", TIME.format(upToSecond(account.nextReset())))
        .toString();
  }

  /**
   * Whole seconds, rounded down: who stays below what is shown is never in the tarpit. But at least
   * 1, because clients divide use by limit; an account that may use nothing then shows as over its
   * limit with its first second, which is what it is.
   */
  private static long limitSeconds(CpuTime allowance) {
    return Math.max(1, allowance.seconds().setScale(0, RoundingMode.FLOOR).longValueExact());
  }

  private static BigDecimal floating(CpuTime used) {
    BigDecimal seconds = used.seconds();
    return seconds.scale() > 0 ? seconds : seconds.setScale(1);
  }

  /** Rounded up: a time that was cut off could lie in the past of the clock that it was read by. */
  private static Instant upToSecond(Instant time) {
    return time.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
  }
}
