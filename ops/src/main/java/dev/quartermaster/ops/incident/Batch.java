package dev.quartermaster.ops.incident;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What a reporter saw in a moment.
 *
 * @param at when all of it was used
 */
record Batch(Instant at, List<Use> uses) {

  /** Records of a report. */
  static final int RECORDS = 100;

  private static final List<String> CHARGED =
      List.of("console", "scheduled-task", "always-on", "notebook");

  /** Metered, and not charged. */
  private static final String METERED = "web-app";

  /** Of what a user uses in a day, so much is in one record. */
  private static final int PART = 50;

  private static final long LEAST = 1_000;

  /** Use of one user. */
  record Use(User user, String source, long micros) {
    boolean isCharged() {
      return !source.equals(METERED);
    }
  }

  /** Of users picked by chance; who uses much uses much of it. */
  static Batch random(Users users, SplittableRandom random, Instant at) {
    return new Batch(
        at,
        IntStream.range(0, RECORDS)
            .mapToObj(
                nth -> {
                  User user = users.get(random.nextInt(users.size()));
                  int source = random.nextInt(CHARGED.size() + 1);
                  return new Use(
                      user,
                      source < CHARGED.size() ? CHARGED.get(source) : METERED,
                      LEAST + user.usedMicros() / PART);
                })
            .toList());
  }

  /** As the API takes it. */
  String json(String reporter, long sequence) {
    ObjectNode report = JsonNodeFactory.instance.objectNode();
    report.put("reporter", reporter).put("sequence", sequence);
    ArrayNode records = report.putArray("records");
    for (Use use : uses) {
      records
          .addObject()
          .put("username", use.user().name().toString())
          .put("source", use.source())
          .put("cpu_us", use.micros())
          .put("at", at.toString());
    }
    return report.toString();
  }
}
