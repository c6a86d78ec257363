package dev.quartermaster.ops.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.db.Database;
import dev.quartermaster.ops.input.UsageJson;
import dev.quartermaster.ops.input.UsageLine.ReportKey;
import dev.quartermaster.ops.input.UsageRequest;
import dev.quartermaster.ops.input.UsageRequest.Placed;
import dev.quartermaster.ops.input.UsageRequest.Rejected;
import dev.quartermaster.ops.token.Access;
import dev.quartermaster.ops.token.Caller;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.quota.charge.ChargeOutcome;
import dev.quartermaster.quota.charge.Intake;
import dev.quartermaster.quota.feed.Feed;
import dev.quartermaster.quota.feed.FeedCursor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpResponseException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipException;

/**
 * {@code POST /api/v1/usage}: charges a report, or a stream of them. The answer comes when all of
 * it is committed; sent again, it changes nothing.
 */
final class ReportUsage implements Endpoint {

  private static final int MOST_RECORDS = 10_000;

  /** Longer than a transaction that charges can last. */
  private static final long PATIENCE_SECONDS = 60;

  private final Database database;
  private final Access access;
  private final Intake intake;
  private final UsageCounts counts;

  ReportUsage(Database database, Access access, Intake intake, UsageCounts counts) {
    this.database = database;
    this.access = access;
    this.intake = intake;
    this.counts = counts;
  }

  @Override
  public void add(RoutesConfig routes) {
    routes.post("/api/v1/usage", this::answer);
  }

  private void answer(Context context) {
    Caller caller = access.require(context, Role.REPORTER, Role.ADMIN);
    UsageRequest request = read(context);
    for (Placed placed : request.reports()) {
      String reporter = placed.report().reporter();
      if (caller.rights().role() == Role.REPORTER && !caller.mayReportAs(reporter)) {
        throw new ForbiddenResponse(
            "This token does not report as '%s'; it is made for another name.".formatted(reporter));
      }
    }
    Answer answer = charge(context, request);
    counts.add(answer.accepted, answer.duplicates, answer.rejected.size());
    context
        .contentType("application/json")
        .result(answer.json(answer.feed.orElseGet(() -> database.transaction(Feed::end))));
  }

  private static UsageRequest read(Context context) {
    try (InputStream body = RequestBody.open(context)) {
      return isStream(context)
          ? UsageJson.stream(body, head(context), MOST_RECORDS)
          : UsageJson.report(body, MOST_RECORDS);
    } catch (UsageJson.Malformed e) {
      throw new BadRequestResponse(String.valueOf(e.getMessage()));
    } catch (UsageJson.TooMany | RequestBody.TooLarge e) {
      throw new HttpResponseException(413, String.valueOf(e.getMessage()));
    } catch (EOFException | ZipException e) {
      throw new BadRequestResponse("The body is cut short or is not gzip.");
    } catch (IOException e) {
      throw new BadRequestResponse("The body could not be read to its end.");
    }
  }

  private static boolean isStream(Context context) {
    String type = context.contentType();
    return type != null && (type.contains("ndjson") || type.contains("jsonl"));
  }

  private static Optional<ReportKey> head(Context context) {
    String reporter = context.queryParam("reporter");
    String sequence = context.queryParam("sequence");
    if (reporter == null && sequence == null) {
      return Optional.empty();
    }
    return Optional.of(
        UsageJson.key(reporter == null ? "" : reporter, sequence == null ? "" : sequence));
  }

  private Answer charge(Context context, UsageRequest request) {
    Answer answer = new Answer(request.rejected());
    List<CompletableFuture<ChargeOutcome>> outcomes = new ArrayList<>();
    try {
      for (Placed placed : request.reports()) {
        outcomes.add(intake.offer(placed.report()));
      }
    } catch (Intake.Busy e) {
      // Reports of this request that were taken are duplicates when it comes again.
      context.header("Retry-After", String.valueOf(e.retryAfter().toSeconds()));
      throw new HttpResponseException(
          429, "More usage is reported than the database takes; send it again later.");
    }
    for (int i = 0; i < outcomes.size(); i++) {
      answer.add(request.reports().get(i), outcome(outcomes.get(i)));
    }
    return answer;
  }

  private static ChargeOutcome outcome(CompletableFuture<ChargeOutcome> charging) {
    try {
      return charging.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (TimeoutException e) {
      throw unanswered();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unanswered();
    }
  }

  private static HttpResponseException unanswered() {
    return new HttpResponseException(
        503, "Whether the report was charged is not known; send it again.");
  }

  /** What became of a request. */
  private static final class Answer {
    private final List<Rejected> rejected;
    private long accepted;
    private Optional<FeedCursor> feed = Optional.empty();
    private long duplicates;

    Answer(List<Rejected> rejected) {
      this.rejected = new ArrayList<>(rejected);
    }

    void add(Placed placed, ChargeOutcome outcome) {
      accepted += outcome.accepted();
      feed = Optional.of(feed.map(outcome.feed()::earlier).orElse(outcome.feed()));
      duplicates += outcome.duplicates();
      outcome
          .rejected()
          .forEach(
              each -> rejected.add(new Rejected(placed.places().get(each.index()), each.reason())));
    }

    String json(FeedCursor cursor) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("accepted", accepted).put("duplicates", duplicates);
      ArrayNode list = json.putArray("rejected");
      rejected.sort(Comparator.comparingInt(Rejected::index));
      rejected.forEach(
          each -> list.addObject().put("index", each.index()).put("error", each.error()));
      return json.put("tarpit_cursor", cursor.text()).toString();
    }
  }
}
