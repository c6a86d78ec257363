package dev.quartermaster.ops.http;

import dev.quartermaster.ops.api.Endpoint;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.status.Status;
import io.javalin.Javalin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The open surface, until it is closed. */
public final class HttpSurface implements AutoCloseable {

  /** Questions to sources that go on at once; more are refused. */
  private static final int QUESTIONS = 8;

  /**
   * Where the answers come from. Each is asked from threads of the surface, and may block: nobody
   * waits for it longer than 3 s.
   *
   * @param status the whole picture; fails when the database is away
   * @param notReadyBecause why this node cannot do its work; empty when it can
   * @param metrics the text that Prometheus reads; must not touch the database
   * @param endpoints the API's own; they run on the threads of the surface, and bound their waits
   *     themselves
   */
  public record Sources(
      Supplier<Status> status,
      Supplier<List<String>> notReadyBecause,
      Supplier<String> metrics,
      List<Endpoint> endpoints) {}

  private final Javalin server;
  private final ExecutorService questions;
  private final URI address;

  private HttpSurface(Javalin server, ExecutorService questions, URI address) {
    this.server = server;
    this.questions = questions;
    this.address = address;
  }

  /**
   * Opens it.
   *
   * @throws CannotListen when the address cannot be had, or the certificate not be read
   */
  public static HttpSurface start(Configuration.Http http, Sources sources) {
    Optional<SslContextFactory.Server> tls = http.tls().map(PemFiles::read);
    ServerSocketChannel channel = Listening.on(http);
    ExecutorService questions = questions();
    Routes routes = new Routes(sources, questions);
    Javalin server =
        Javalin.create(
            config -> {
              ServerParts.configure(config, channel, tls);
              routes.add(config.routes);
            });
    URI address = address(channel, http, server.start().port());
    return new HttpSurface(server, questions, address);
  }

  private static ExecutorService questions() {
    return new ThreadPoolExecutor(
        0,
        QUESTIONS,
        30,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "http-question");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static URI address(ServerSocketChannel channel, Configuration.Http http, int port) {
    InetAddress bound = ((InetSocketAddress) channel.socket().getLocalSocketAddress()).getAddress();
    String host = bound.isAnyLocalAddress() ? "localhost" : http.host();
    String written = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    String scheme = http.tls().isPresent() ? "https" : "http";
    return URI.create("%s://%s:%d/".formatted(scheme, written, port));
  }

  /** Where a browser on this machine finds it. */
  public URI address() {
    return address;
  }

  /** Takes no more requests, and gives those at work a moment. */
  @Override
  public void close() {
    server.stop();
    questions.shutdownNow();
  }
}
