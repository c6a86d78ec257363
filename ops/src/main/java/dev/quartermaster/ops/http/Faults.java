package dev.quartermaster.ops.http;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.MethodNotAllowedResponse;
import io.javalin.http.NotFoundResponse;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a request gets when it cannot be answered. */
final class Faults {

  private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

  private Faults() {}

  static void map(RoutesConfig routes) {
    routes.exception(HttpResponseException.class, (e, context) -> refused(context, e));
    routes.exception(Exception.class, (e, context) -> failed(context, e));
  }

  private static void refused(Context context, HttpResponseException e) {
    if (e instanceof NotFoundResponse) {
      new Problem(404, "There is nothing at " + context.path() + ".").answer(context);
    } else if (e instanceof MethodNotAllowedResponse) {
      String allowed = e.getDetails().getOrDefault("availableMethods", "GET, HEAD");
      context.header("Allow", allowed);
      new Problem(405, "%s is not allowed here; allowed: %s.".formatted(context.method(), allowed))
          .answer(context);
    } else {
      String message = e.getMessage();
      new Problem(e.getStatus(), message == null ? "" : message).answer(context);
    }
  }

  private static void failed(Context context, Exception e) {
    Optional<String> outage = Outage.reason(e);
    if (outage.isPresent()) {
      context.header("Retry-After", "5");
      new Problem(503, outage.get()).answer(context);
      return;
    }
    LOG.error("{} {} failed.", context.method(), context.path(), e);
    new Problem(500, "This failed inside; the node's log says why.").answer(context);
  }
}
