package dev.quartermaster.ops.incident;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Users who look at their use, one after the other, all through the night. */
final class Asker implements AutoCloseable {

  private static final Duration APART = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final Supplier<URI> api;
  private final String token;
  private final ScheduledExecutorService beat;
  private final SplittableRandom random = new SplittableRandom(3);
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong past = new AtomicLong();

  private Asker(String name, Supplier<URI> api, String token) {
    this.api = api;
    this.token = token;
    this.beat = Beat.thread(name);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // what is not answered is not counted
  static Asker start(String name, Supplier<URI> api, String token, Users users) {
    Asker asker = new Asker(name, api, token);
    asker.beat.scheduleAtFixedRate(
        () -> asker.ask(users.get(asker.random.nextInt(users.size()))),
        0,
        APART.toMillis(),
        TimeUnit.MILLISECONDS);
    return asker;
  }

  /** Empty when nobody answers. */
  Optional<Answer> ask(User user) {
    // The browser's own clock.
    Instant at = Instant.now();
    HttpRequest request =
        HttpRequest.newBuilder(
                api.get().resolve("/api/v0/user/%s/cpu/".formatted(user.name().toString())))
            .header("Authorization", "Token " + token)
            .timeout(PATIENCE)
            .build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != OK) {
        return Optional.empty();
      }
      Answer answer = Answer.of(JSON.readTree(response.body()), at);
      asked.incrementAndGet();
      if (answer.isPast()) {
        past.incrementAndGet();
      }
      return Optional.of(answer);
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Answers that came. */
  long asked() {
    return asked.get();
  }

  /** Those that promised a reset in the past. */
  long past() {
    return past.get();
  }

  @Override
  public void close() {
    Beat.end(beat);
  }
}
