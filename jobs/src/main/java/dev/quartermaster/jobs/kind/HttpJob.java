package dev.quartermaster.jobs.kind;

import dev.quartermaster.jobs.batch.OutsideJob;
import dev.quartermaster.jobs.batch.RunLog;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request. It has succeeded when the answer, read to its end, has the status expected.
 */
final class HttpJob implements OutsideJob {

  /** One for all: each has threads of its own. */
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(Version.HTTP_1_1).followRedirects(Redirect.NEVER).build();

  /** Lines of the answer that are kept. */
  private static final int LINES = 10;

  /** Characters of the answer that an error shows. */
  private static final int SHOWN = 300;

  private final Work.Http work;
  private final Target target;

  /**
   * For one schedule.
   *
   * @throws IllegalArgumentException when the address is none
   */
  HttpJob(Work.Http work) {
    this.work = work;
    this.target = Target.parse(work.url());
  }

  @Override
  public void run(Assignment assignment) throws Failed, InterruptedException {
    HttpRequest request = request(assignment);
    long began = System.nanoTime();
    CompletableFuture<HttpResponse<String>> exchange =
        CLIENT.sendAsync(request, head -> new Beginning());
    try {
      HttpResponse<String> answer = exchange.get(work.timeout().toMillis(), TimeUnit.MILLISECONDS);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      judge(answer, took.toMillis(), assignment.log());
    } catch (TimeoutException e) {
      throw failed("has not answered to the end within " + work.timeout(), e);
    } catch (ExecutionException e) {
      throw failed(why(e.getCause()), e.getCause());
    } finally {
      // Closes the connection, whatever still comes or goes over it; nothing once all is over.
      exchange.cancel(true);
    }
  }

  private HttpRequest request(Assignment assignment) throws Failed {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.bare())
            .setHeader("User-Agent", "quartermaster")
            .setHeader("Idempotency-Key", assignment.schedule() + "/" + assignment.plannedFor())
            .setHeader("X-Quartermaster-Run", Long.toString(assignment.run()))
            .setHeader("X-Quartermaster-Missed", Long.toString(assignment.misses()));
    assignment
        .missed()
        .first()
        .ifPresent(at -> request.setHeader("X-Quartermaster-Missed-First", at.toString()));
    assignment
        .missed()
        .last()
        .ifPresent(at -> request.setHeader("X-Quartermaster-Missed-Last", at.toString()));
    target.authorization().ifPresent(user -> request.setHeader("Authorization", user));
    for (Map.Entry<String, String> header : work.headers().entrySet()) {
      set(request, header);
    }
    BodyPublisher body =
        work.body().map(BodyPublishers::ofString).orElseGet(BodyPublishers::noBody);
    try {
      return request.method(work.method(), body).build();
    } catch (IllegalArgumentException e) {
      throw failed(
          "cannot be asked by '%s': name a method such as GET".formatted(work.method()), e);
    }
  }

  /** The client's own words would hold the value. */
  private void set(HttpRequest.Builder request, Map.Entry<String, String> header) throws Failed {
    try {
      request.setHeader(header.getKey(), header.getValue());
    } catch (IllegalArgumentException e) {
      throw failed(
          "cannot be sent the header '%s': its name is reserved or no name, or its value has a line break; leave it out"
              .formatted(Line.of(header.getKey())),
          null);
    }
  }

  private void judge(HttpResponse<String> answer, long tookMs, RunLog log) throws Failed {
    int status = answer.statusCode();
    String body = target.hide(answer.body());
    log.line("%s answered %d in %d ms".formatted(target.shown(), status, tookMs));
    body.lines().limit(LINES).map(Line::of).forEach(log::line);
    if (status != work.expect()) {
      throw failed(
          "answered %d, and %d was expected%s".formatted(status, work.expect(), beginning(body)),
          null);
    }
  }

  private static String beginning(String body) {
    String line = Line.of(body.strip().replaceAll("\\s+", " "));
    if (line.isEmpty()) {
      return "; its body is empty";
    }
    return ": " + (line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line);
  }

  private static String why(@Nullable Throwable failure) {
    if (failure instanceof ConnectException) {
      return failure.getCause() instanceof UnresolvedAddressException
          ? "cannot be asked: its name is not known"
          : "cannot be connected to";
    } else if (failure instanceof SSLException) {
      return "cannot be asked over TLS: " + failure.getMessage();
    }
    return "broke off: " + failure;
  }

  private Failed failed(String what, @Nullable Throwable why) {
    String message = target.hide(target.shown() + " " + what);
    return why == null ? new Failed(message) : new Failed(message, why);
  }
}
