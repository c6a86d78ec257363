package dev.quartermaster.ops.incident;

import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import java.net.URI;
import java.util.function.Consumer;

/** Small HTTP servers within this process, on the loopback address. */
final class Local {

  private static final String HOST = "127.0.0.1";

  private Local() {}

  static Javalin serve(Consumer<RoutesConfig> routes) {
    return Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              routes.accept(config.routes);
            })
        .start(HOST, 0);
  }

  static URI url(Javalin server) {
    return URI.create("http://%s:%d/".formatted(HOST, server.port()));
  }
}
