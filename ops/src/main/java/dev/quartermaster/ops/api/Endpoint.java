package dev.quartermaster.ops.api;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;

/** One endpoint of the HTTP API: its paths and what they answer. */
@FunctionalInterface
public interface Endpoint {

  /** Adds its routes to the surface. */
  void add(RoutesConfig routes);

  /** Answers GET, and HEAD as well: on its own it would say 200 without asking the handler. */
  static void get(RoutesConfig routes, String path, Handler handler) {
    routes.get(path, handler);
    routes.head(path, handler);
  }
}
