package dev.quartermaster.ops.agent.spool;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A report as the API takes it. */
public record Report(
    @JsonProperty("reporter") String reporter,
    @JsonProperty("sequence") long sequence,
    @JsonProperty("records") List<Use> records,
    @JsonProperty("gaps") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Gap> gaps) {

  /** The API takes no more records in one report. */
  public static final int MOST_RECORDS = 10_000;

  public Report(String reporter, long sequence, List<Use> records, @Nullable List<Gap> gaps) {
    this.reporter = reporter;
    this.sequence = sequence;
    this.records = List.copyOf(records);
    this.gaps = gaps == null ? List.of() : List.copyOf(gaps);
  }

  /** The body as it is sent, compressed; its checksum tells a torn one. */
  byte[] body() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      Json.MAPPER.writeValue(gzip, this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Reads a body. */
  static Report of(byte[] body) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return Json.MAPPER.readValue(gzip.readAllBytes(), Report.class);
    }
  }

  /**
   * Both in one, under the other's sequence. Records of the same owner and hour become one, at the
   * later's time, so that a long outage still charges the right periods but for an hour.
   */
  Report with(Report later) {
    Map<List<Object>, Use> merged = new LinkedHashMap<>();
    Stream.concat(records.stream(), later.records.stream())
        .forEach(
            use ->
                merged.merge(
                    List.of(use.username(), use.source(), use.at().truncatedTo(ChronoUnit.HOURS)),
                    use,
                    Report::sum));
    return new Report(
        later.reporter,
        later.sequence,
        List.copyOf(merged.values()),
        Stream.concat(gaps.stream(), later.gaps.stream()).toList());
  }

  private static Use sum(Use one, Use two) {
    Instant at = Duration.between(one.at(), two.at()).isNegative() ? one.at() : two.at();
    return new Use(
        one.username(), one.source(), Math.addExact(one.cpuMicros(), two.cpuMicros()), at);
  }
}
