package dev.quartermaster.ops.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.api.Endpoint;
import dev.quartermaster.ops.dashboard.Page;
import dev.quartermaster.ops.dashboard.Stylesheet;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.StatusJson;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Which path answers what. */
final class Routes {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final SharedAnswer<Status> status;
  private final SharedAnswer<List<String>> notReadyBecause;
  private final Supplier<String> metrics;
  private final List<Endpoint> endpoints;

  Routes(HttpSurface.Sources sources, Executor executor) {
    this.status = new SharedAnswer<>(sources.status(), executor);
    this.notReadyBecause = new SharedAnswer<>(sources.notReadyBecause(), executor);
    this.metrics = sources.metrics();
    this.endpoints = sources.endpoints();
  }

  void add(RoutesConfig routes) {
    routes.before(context -> SecurityHeaders.ALL.forEach(context::header));
    Endpoint.get(routes, "/", this::page);
    Endpoint.get(routes, Stylesheet.PATH, Routes::stylesheet);
    Endpoint.get(routes, "/healthz", context -> context.contentType(TEXT).result("ok\n"));
    Endpoint.get(routes, "/readyz", this::ready);
    Endpoint.get(
        routes, "/metrics", context -> context.contentType(PROMETHEUS).result(metrics.get()));
    Endpoint.get(routes, "/api/v1/status", this::status);
    endpoints.forEach(endpoint -> endpoint.add(routes));
    Faults.map(routes);
  }

  private void page(Context context) {
    boolean still = context.queryParam(Page.STILL) != null;
    context.contentType("text/html; charset=utf-8");
    try {
      context.result(Page.of(status.get(), still));
    } catch (RuntimeException e) {
      Optional<String> reason = Outage.reason(e);
      if (reason.isEmpty()) {
        throw e;
      }
      context.status(503).result(Page.databaseAway(reason.get(), still));
    }
  }

  private static void stylesheet(Context context) {
    context
        .contentType("text/css; charset=utf-8")
        .header("Cache-Control", "public, max-age=31536000, immutable")
        .result(Stylesheet.TEXT);
  }

  private void status(Context context) {
    context.contentType("application/json").result(StatusJson.of(status.get()).toString());
  }

  private void ready(Context context) {
    List<String> reasons = reasons();
    context.status(reasons.isEmpty() ? 200 : 503);
    if (wantsJson(context)) {
      ObjectNode json = JsonNodeFactory.instance.objectNode().put("ready", reasons.isEmpty());
      ArrayNode array = json.putArray("reasons");
      reasons.forEach(array::add);
      context.contentType("application/json").result(json.toString());
    } else {
      String lines = reasons.isEmpty() ? "ready" : String.join("\n", reasons);
      context.contentType(TEXT).result(lines + "\n");
    }
  }

  private List<String> reasons() {
    try {
      return notReadyBecause.get();
    } catch (RuntimeException e) {
      return List.of(Outage.reason(e).orElseThrow(() -> e));
    }
  }

  private static boolean wantsJson(Context context) {
    String accept = context.header("Accept");
    return accept != null && accept.contains("json");
  }
}
