package dev.quartermaster.ops.incident;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A host's reporter: a report at an even pace, over HTTP with its token. What is not answered is
 * kept and sent again under the same number, as the agent does it.
 */
final class Reporter implements AutoCloseable {

  private static final Duration APART = Duration.ofMillis(200);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int OK = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final Who who;
  private final Users users;
  private final Charged charged;
  private final SplittableRandom random;
  private final Deque<Batch> unanswered = new ArrayDeque<>();
  private final ScheduledExecutorService beat;
  private long sequence;

  /**
   * Who reports.
   *
   * @param node where its reports go now
   */
  record Who(String name, String token, Supplier<URI> node) {}

  private Reporter(Who who, Users users, Charged charged) {
    this.who = who;
    this.users = users;
    this.charged = charged;
    this.random = new SplittableRandom(who.name().hashCode());
    this.beat = Beat.thread(who.name());
  }

  /** Reports a second, of each reporter. */
  static int perSecond() {
    return (int) (Duration.ofSeconds(1).toMillis() / APART.toMillis());
  }

  @SuppressWarnings("FutureReturnValueIgnored") // report() tells its own failures
  static Reporter start(Who who, Users users, Charged charged) {
    Reporter reporter = new Reporter(who, users, charged);
    reporter.beat.scheduleAtFixedRate(
        charged.guarded(reporter::report), 0, APART.toMillis(), TimeUnit.MILLISECONDS);
    return reporter;
  }

  private void report() {
    // What a reporter's clock says, as an agent's does.
    Instant at = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    unanswered.add(Batch.random(users, random, at));
    while (!unanswered.isEmpty() && isTaken(unanswered.getFirst())) {
      unanswered.removeFirst();
      sequence++;
    }
  }

  private boolean isTaken(Batch batch) {
    HttpRequest request =
        HttpRequest.newBuilder(who.node().get().resolve("/api/v1/usage"))
            .header("Authorization", "Token " + who.token())
            .header("Content-Type", "application/json")
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.ofString(batch.json(who.name(), sequence)))
            .build();
    long began = System.nanoTime();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      boolean taken = answer.statusCode() == OK && isWhole(answer.body(), batch);
      if (taken) {
        charged.took(batch, Duration.ofNanos(System.nanoTime() - began));
      } else {
        charged.refused(answer.statusCode());
      }
      return taken;
    } catch (IOException e) {
      // Nobody is there, or it was killed before it could answer: the same report goes again.
      charged.unanswered();
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** One that comes again after its answer was lost is a duplicate, and landed. */
  private static boolean isWhole(String body, Batch batch) throws IOException {
    JsonNode answer = JSON.readTree(body);
    return answer.path("accepted").asInt() + answer.path("duplicates").asInt()
        == batch.uses().size();
  }

  /** Sends what is left, and ends. */
  @Override
  public void close() {
    Beat.end(beat);
  }

  /** Whether all that it saw was taken, once it has ended. */
  boolean isDone() {
    return unanswered.isEmpty();
  }
}
