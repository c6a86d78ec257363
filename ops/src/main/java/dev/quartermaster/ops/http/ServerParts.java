package dev.quartermaster.ops.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.LoggerFactory;

/** The server below the routes: its threads, its connector and their bounds. */
final class ServerParts {

  private static final int THREADS = 40;
  private static final int CONNECTIONS = 2_048;
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration STOPPING = Duration.ofSeconds(2);

  /** The largest body that is taken: a report of 10,000 records of use fits several times. */
  private static final long LARGEST_REQUEST = 4L << 20;

  private ServerParts() {}

  static void configure(
      JavalinConfig config, ServerSocketChannel channel, Optional<SslContextFactory.Server> tls) {
    quiet();
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = LARGEST_REQUEST;
    config.jetty.threadPool = threads();
    config.jetty.modifyServer(
        server -> {
          server.setErrorHandler(new ServerErrors());
          server.setStopTimeout(STOPPING.toMillis());
          server.addBean(new NetworkConnectionLimit(CONNECTIONS, server));
        });
    config.jetty.modifyServletContextHandler(
        context -> context.setErrorHandler(new ServerErrors()));
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.jetty.addConnector((server, http) -> connector(server, http, channel, tls));
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 4);
    threads.setName("http");
    return threads;
  }

  private static ServerConnector connector(
      Server server,
      HttpConfiguration http,
      ServerSocketChannel channel,
      Optional<SslContextFactory.Server> tls) {
    // Whether the certificate names the host is for the client to check, not for us.
    tls.ifPresent(any -> http.addCustomizer(new SecureRequestCustomizer(false)));
    HttpConnectionFactory plain = new HttpConnectionFactory(http);
    ServerConnector connector =
        tls.map(with -> new ServerConnector(server, with, plain))
            .orElseGet(() -> new ServerConnector(server, plain));
    connector.setIdleTimeout(IDLE.toMillis());
    try {
      connector.open(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return connector;
  }

  /** What the server tells of itself is of no interest, unless the log's configuration asks. */
  private static void quiet() {
    for (String name : List.of("org.eclipse.jetty", "io.javalin")) {
      if (LoggerFactory.getLogger(name) instanceof Logger logger && logger.getLevel() == null) {
        logger.setLevel(Level.WARN);
      }
    }
  }
}
