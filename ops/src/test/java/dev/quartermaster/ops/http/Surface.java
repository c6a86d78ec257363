package dev.quartermaster.ops.http;

import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.dashboard.Pictures;
import dev.quartermaster.ops.status.Status;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A started surface and a client that asks it. */
final class Surface implements AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final HttpSurface surface;

  private Surface(HttpSurface.Sources sources) {
    this.surface =
        HttpSurface.start(new Configuration.Http("127.0.0.1", 0, Optional.empty(), 40), sources);
  }

  static Surface healthy() {
    return showing(Pictures::allWell);
  }

  static Surface showing(Supplier<Status> status) {
    return new Surface(new HttpSurface.Sources(status, List::of, () -> "up 1\n", List.of()));
  }

  static Surface ready(Supplier<List<String>> notReadyBecause) {
    return new Surface(
        new HttpSurface.Sources(Pictures::allWell, notReadyBecause, () -> "up 1\n", List.of()));
  }

  HttpSurface opened() {
    return surface;
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, headers);
  }

  HttpResponse<String> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(surface.address().resolve(path))
            .method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    surface.close();
  }
}
