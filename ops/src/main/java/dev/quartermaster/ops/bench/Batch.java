package dev.quartermaster.ops.bench;

import dev.quartermaster.quota.charge.ChargePolicy;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Records in every form in which they are sent, made before anything is measured.
 *
 * @param json what follows the sequence in a JSON report
 * @param lines as NDJSON
 * @param rows added up by account, in the order in which they are locked
 * @param micros the sum of their CPU time
 */
record Batch(BodyPublisher json, BodyPublisher lines, List<Row> rows, int records, long micros) {

  /** A period of an account, and what is added to it. */
  record Row(Charger charger, long charged, long metered) {}

  private static final List<String> SOURCES =
      List.of(
          "console",
          "console",
          "console",
          "scheduled-task",
          "scheduled-task",
          "always-on",
          "notebook",
          "web-app");

  /** Over its allowance of 100 s after some records. */
  private static final int HEAVY_MICROS = 60_000_000;

  private static final int LIGHT_MICROS = 20_000;
  private static final int SECONDS_BACK = 60;

  /**
   * Batches of random records of these accounts.
   *
   * @param now by the database's clock; records are up to a minute older
   */
  static List<Batch> random(List<Charger> chargers, int count, int records, Instant now) {
    Random random = new Random(1);
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    return IntStream.range(0, count)
        .mapToObj(n -> random(chargers, records, second, random))
        .toList();
  }

  private static Batch random(List<Charger> chargers, int records, Instant now, Random random) {
    List<String> texts = new ArrayList<>();
    Map<Charger, long[]> sums =
        new TreeMap<>(Comparator.comparingLong(Charger::end).thenComparingLong(Charger::id));
    long micros = 0;
    for (int i = 0; i < records; i++) {
      Charger charger = chargers.get(random.nextInt(chargers.size()));
      String source = SOURCES.get(random.nextInt(SOURCES.size()));
      long cpu = 1L + random.nextInt(charger.heavy() ? HEAVY_MICROS : LIGHT_MICROS);
      Instant at = now.minusSeconds(random.nextInt(SECONDS_BACK));
      texts.add(
          "{\"username\":\"%s\",\"source\":\"%s\",\"cpu_us\":%d,\"at\":\"%s\"}"
              .formatted(charger.username(), source, cpu, at));
      sums.computeIfAbsent(charger, c -> new long[2])[
              ChargePolicy.DEFAULT.charges(source) ? 0 : 1] +=
          cpu;
      micros += cpu;
    }
    return new Batch(
        BodyPublishers.ofString(",\"records\":[" + String.join(",", texts) + "]}"),
        BodyPublishers.ofString(String.join("\n", texts) + "\n"),
        sums.entrySet().stream()
            .map(sum -> new Row(sum.getKey(), sum.getValue()[0], sum.getValue()[1]))
            .toList(),
        records,
        micros);
  }
}
