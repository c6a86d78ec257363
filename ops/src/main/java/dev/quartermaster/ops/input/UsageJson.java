package dev.quartermaster.ops.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.quartermaster.ops.input.UsageLine.ReportKey;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Usage as a reporter sends it over HTTP: one JSON report, or a stream of JSON values, a line each.
 *
 * <p>A line of a stream is a report of its own (it has {@code records}), a record (it has {@code
 * username}, and perhaps {@code reporter} and {@code sequence}), or the head of the records that
 * follow (it has these two only).
 *
 * <p>A record that makes no sense is rejected by its place; a text that is no JSON, or a report
 * that cannot be told apart from others, is refused as a whole.
 */
public final class UsageJson {

  /** The request as a whole makes no sense; the message says what to mend. */
  public static final class Malformed extends RuntimeException {
    Malformed(String message) {
      super(message);
    }
  }

  /** It has more records than one request may have. */
  public static final class TooMany extends RuntimeException {
    TooMany(int most) {
      super("more than %,d records in one request; send them in several".formatted(most));
    }
  }

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser parser;
  private final int most;
  private final UsageRequest.Gathering request = new UsageRequest.Gathering();
  private int records;

  private UsageJson(JsonParser parser, int most) {
    this.parser = parser;
    this.most = most;
  }

  /** Reads {@code {"reporter":…,"sequence":…,"records":[…]}}. */
  public static UsageRequest report(InputStream body, int mostRecords) throws IOException {
    return read(
        body,
        mostRecords,
        reader -> {
          if (reader.next() == null) {
            throw new Malformed("the body is empty; send a report as JSON");
          }
          reader.whole();
          if (reader.next() != null) {
            throw new Malformed(
                "there is more after the report; send several as application/x-ndjson");
          }
        });
  }

  /**
   * Reads a stream of values.
   *
   * @param head which report records belong to that do not say
   */
  public static UsageRequest stream(InputStream body, Optional<ReportKey> head, int mostRecords)
      throws IOException {
    return read(
        body,
        mostRecords,
        reader -> {
          Optional<ReportKey> current = head;
          while (reader.next() != null) {
            current = reader.value(current);
          }
        });
  }

  /**
   * A report's identity as texts name it.
   *
   * @throws Malformed when they do not
   */
  public static ReportKey key(String reporter, String sequence) {
    try {
      return new ReportKey(
          Names.reporter(reporter), Numbers.whole("sequence", sequence, Long.MAX_VALUE));
    } catch (BadLine e) {
      throw new Malformed(e.problem());
    }
  }

  @FunctionalInterface
  private interface Reading {
    void with(UsageJson reader) throws IOException;
  }

  private static UsageRequest read(InputStream body, int most, Reading reading) throws IOException {
    try (JsonParser parser = JSON.createParser(body)) {
      UsageJson reader = new UsageJson(parser, most);
      reading.with(reader);
      return reader.request.done();
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
      throw new Malformed(
          "line %d, column %d is not JSON: %s"
              .formatted(at.getLineNr(), at.getColumnNr(), Shown.plain(e.getOriginalMessage())));
    } catch (BadLine e) {
      throw new Malformed(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable JsonToken next() throws IOException {
    return parser.nextToken();
  }

  private UsageFields fields() throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new Malformed("line %d is no JSON object".formatted(line()));
    }
    return UsageFields.read(parser, this::count);
  }

  private void count() {
    if (++records > most) {
      throw new TooMany(most);
    }
  }

  private int line() {
    return parser.currentLocation().getLineNr();
  }

  /** The one report of a request. */
  private void whole() throws IOException {
    UsageFields fields = fields();
    ReportKey key =
        fields.key().orElseThrow(() -> new Malformed("reporter and sequence are missing"));
    if (!fields.isReport()) {
      throw new Malformed("'records' is missing; it is an array, empty when there are none");
    }
    request.add(key, fields);
  }

  /** One value of a stream; returns the report that records after it belong to. */
  private Optional<ReportKey> value(Optional<ReportKey> current) throws IOException {
    UsageFields fields = fields();
    Optional<ReportKey> key = fields.key().or(() -> current);
    if (fields.isHead() && !fields.isReport()) {
      return key;
    }
    ReportKey named =
        key.orElseThrow(
            () ->
                new Malformed(
                    "line %d belongs to no report: name reporter and sequence in it, in a line before it or in the address"
                        .formatted(line())));
    if (fields.isReport()) {
      request.add(named, fields);
      return current;
    }
    count();
    request.add(named, fields.item());
    return key;
  }
}
