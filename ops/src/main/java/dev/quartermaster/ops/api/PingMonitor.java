package dev.quartermaster.ops.api;

import dev.quartermaster.alerts.monitor.Body;
import dev.quartermaster.alerts.monitor.CheckIns;
import dev.quartermaster.alerts.monitor.Ping;
import dev.quartermaster.alerts.monitor.Ping.Kind;
import dev.quartermaster.alerts.monitor.Ping.Origin;
import dev.quartermaster.db.Database;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET|HEAD|POST /ping/{key}}, {@code /start}, {@code /fail}, {@code /log} and {@code
 * /{0-255}}: check-ins of jobs that run elsewhere, as healthchecks' ping API takes and answers
 * them, with GET too. The key is the only secret, and all that it allows is to check in.
 */
final class PingMonitor implements Endpoint {

  private static final String PATH = "/ping/{key}";

  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** What is read beyond what is kept, so that the connection can be used again. */
  private static final long SKIPPED = 1L << 20;

  /** As the configuration has them: what is none is looked for nowhere. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9._-]{1,63}");

  private static final Pattern EXIT_CODE = Pattern.compile("[0-9]+");
  private static final Pattern RID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final Database database;
  private final Guesses guesses = new Guesses();

  PingMonitor(Database database) {
    this.database = database;
  }

  /** One that cannot be understood: healthchecks' words for it. */
  private static final class Unclear extends Exception {
    private final int status;

    Unclear(int status, String words) {
      super(words);
      this.status = status;
    }
  }

  @Override
  public void add(RoutesConfig routes) {
    Endpoint.get(routes, PATH, context -> answer(context, ""));
    routes.post(PATH, context -> answer(context, ""));
    Endpoint.get(routes, PATH + "/{what}", context -> answer(context, context.pathParam("what")));
    routes.post(PATH + "/{what}", context -> answer(context, context.pathParam("what")));
  }

  private void answer(Context context, String what) throws IOException {
    guesses.refuseIfTooMany(context);
    context.contentType("text/plain; charset=utf-8");
    try {
      Ping ping = ping(context, what);
      String key = context.pathParam("key");
      if (!take(key, ping)) {
        guesses.missed(context);
        throw new Unclear(404, "not found");
      }
      context.header("Ping-Body-Limit", String.valueOf(Body.LIMIT)).result("OK");
    } catch (Unclear e) {
      context.status(e.status).result(String.valueOf(e.getMessage()));
    }
  }

  private boolean take(String key, Ping ping) {
    return KEY.matcher(key).matches()
        && database.transactionWithin(PATIENCE, handle -> CheckIns.take(handle, key, ping));
  }

  private static Ping ping(Context context, String what) throws Unclear, IOException {
    Optional<UUID> rid = rid(context.queryParam("rid"));
    if (EXIT_CODE.matcher(what).matches()) {
      return Ping.exited(exitCode(what), rid, origin(context));
    }
    Kind kind =
        switch (what) {
          case "" -> Kind.SUCCESS;
          case "start" -> Kind.START;
          case "fail" -> Kind.FAIL;
          case "log" -> Kind.LOG;
          default -> throw new Unclear(404, "not found");
        };
    return Ping.of(kind, rid, origin(context));
  }

  private static int exitCode(String digits) throws Unclear {
    int code = digits.length() > 3 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    if (code > 255) {
      throw new Unclear(400, "invalid url format");
    }
    return code;
  }

  private static Optional<UUID> rid(@Nullable String given) throws Unclear {
    if (given == null) {
      return Optional.empty();
    } else if (!RID.matcher(given).matches()) {
      throw new Unclear(400, "invalid uuid format");
    }
    return Optional.of(UUID.fromString(given));
  }

  private static Origin origin(Context context) throws IOException {
    try (InputStream body = context.bodyInputStream()) {
      byte[] kept = body.readNBytes(Body.LIMIT);
      for (long skipped = 0; skipped < SKIPPED; ) {
        byte[] more = body.readNBytes(Body.LIMIT);
        if (more.length == 0) {
          break;
        }
        skipped += more.length;
      }
      return new Origin(context.ip(), Body.of(kept));
    }
  }
}
