package dev.quartermaster.ops.incident;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The phone of whoever is on call: a webhook of the generic kind. */
final class Phone implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Timeline timeline;
  private final Javalin server;
  private final List<Call> calls = new CopyOnWriteArrayList<>();

  /**
   * What came in.
   *
   * @param kind test, firing, resolved …
   * @param schedule empty of what is no schedule's
   * @param trigger what the page says of Quartz's trigger; empty when it says nothing
   */
  record Call(
      Duration at, String kind, String name, String schedule, String summary, String trigger) {

    /** In a few words. */
    String says() {
      return switch (kind) {
        case "test" -> "this is a test";
        case "resolved" -> schedule.isEmpty() ? name : name + " of " + schedule;
        default -> name + ": " + summary;
      };
    }

    boolean isOfReset(String wanted) {
      return kind.equals(wanted)
          && name.equals("ScheduleNotFiring")
          && schedule.equals(Fault.SCHEDULES.get(0));
    }
  }

  Phone(Timeline timeline) {
    this.timeline = timeline;
    this.server = Local.serve(routes -> routes.post("/page", this::take));
  }

  URI url() {
    return Local.url(server).resolve("/page");
  }

  private void take(Context context) {
    Duration at = timeline.now();
    try {
      JsonNode page = JSON.readTree(context.bodyAsBytes());
      JsonNode data = page.path("data");
      Call call =
          new Call(
              at,
              page.path("type").asText().replace("alert.", ""),
              data.path("name").asText(),
              data.path("labels").path("schedule").asText(),
              data.path("summary").asText(),
              data.path("details").path("trigger").asText());
      calls.add(call);
      timeline.say(at, Side.OURS, "the phone rings: %s: %s".formatted(call.kind(), call.says()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the channel was tested: then it is known to reach the phone. */
  boolean isTested() {
    return calls.stream().anyMatch(call -> call.kind().equals("test"));
  }

  /** The first that told of cpu-reset, before that. */
  Optional<Call> page(Duration before) {
    return calls.stream()
        .filter(call -> call.isOfReset("firing") && call.at().compareTo(before) < 0)
        .findFirst();
  }

  /** That this is over. */
  Optional<Call> end() {
    return calls.stream().filter(call -> call.isOfReset("resolved")).findFirst();
  }

  /** All that told of trouble. */
  long pages() {
    return calls.stream().filter(call -> call.kind().equals("firing")).count();
  }

  @Override
  public void close() {
    server.stop();
  }
}
