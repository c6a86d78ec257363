package dev.quartermaster.ops.token;

import dev.quartermaster.db.Database;
import dev.quartermaster.ops.token.Tokens.Found;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.ServiceUnavailableResponse;
import io.javalin.http.UnauthorizedResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Tells who calls, by the token in the request's header. A token in the address or in a cookie
 * counts for nothing: addresses are logged, and browsers send cookies by themselves.
 */
public final class Access implements AutoCloseable {

  private static final Pattern HEADER =
      Pattern.compile("(?:Token|Bearer) +(\\S+)", Pattern.CASE_INSENSITIVE);

  /** Requests that wait for the database at once: the rest of the surface keeps its threads. */
  private static final int PLACES = 12;

  private static final long PATIENCE_SECONDS = 1;
  private static final Duration LOOKUP = Duration.ofSeconds(3);

  private final Database database;
  private final Semaphore places = new Semaphore(PLACES);
  private final LastUse lastUse;

  /** Looks tokens up there; leaves it open. */
  public Access(Database database) {
    this.database = database;
    this.lastUse = new LastUse(database);
  }

  /**
   * The caller, who has one of these roles. That a token is made for one user only is for the
   * endpoint to heed: see {@link Caller#mayRead}.
   *
   * @throws UnauthorizedResponse without a valid token
   * @throws ForbiddenResponse when it has another role
   */
  public Caller require(Context context, Role... roles) {
    Caller caller = caller(context);
    if (!Arrays.asList(roles).contains(caller.rights().role())) {
      throw new ForbiddenResponse(
          "This needs a token of role %s; yours has role %s."
              .formatted(
                  Arrays.stream(roles).map(Role::word).collect(Collectors.joining(" or ")),
                  caller.rights().role().word()));
    }
    return caller;
  }

  /**
   * The caller, whatever its role.
   *
   * @throws UnauthorizedResponse without a valid token
   */
  public Caller caller(Context context) {
    String header = context.header("Authorization");
    if (header == null) {
      throw unauthorized(
          context, "This needs a token: send the header 'Authorization: Token qm_…'.");
    }
    Found found =
        presented(header)
            .flatMap(presented -> find(context, presented))
            .orElseThrow(() -> unauthorized(context, "This token is unknown or was revoked."));
    if (found.noteDue()) {
      lastUse.note(found.token().id());
    }
    return new Caller(found.token().id(), found.token().rights(), context.ip());
  }

  private static Optional<Presented> presented(String header) {
    Matcher form = HEADER.matcher(header.strip());
    return form.matches() ? Presented.parse(form.group(1)) : Optional.empty();
  }

  private Optional<Found> find(Context context, Presented presented) {
    if (!hasPlace()) {
      context.header("Retry-After", "1");
      throw new ServiceUnavailableResponse("Too many requests wait for the database; try again.");
    }
    try {
      return database.transactionWithin(LOOKUP, handle -> Tokens.find(handle, presented));
    } finally {
      places.release();
    }
  }

  private boolean hasPlace() {
    try {
      return places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static UnauthorizedResponse unauthorized(Context context, String detail) {
    context.header(
        "WWW-Authenticate", "Token realm=\"quartermaster\", Bearer realm=\"quartermaster\"");
    return new UnauthorizedResponse(detail);
  }

  /** Notes what is left to be noted. */
  @Override
  public void close() {
    lastUse.close();
  }
}
