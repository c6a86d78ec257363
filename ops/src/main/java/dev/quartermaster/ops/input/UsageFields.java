package dev.quartermaster.ops.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.quartermaster.ops.input.UsageLine.ReportKey;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport.Gap;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one JSON object of a reporter says, yet to be judged. Keys that are not known are passed
 * over.
 */
final class UsageFields {

  /** A record, or why it is none. */
  record Item(@Nullable UsageRecord record, String problem) {}

  private @Nullable List<Item> records;
  private final List<Gap> gaps = new ArrayList<>();
  private @Nullable String username;
  private @Nullable String source;
  private @Nullable String cpu;
  private @Nullable String at;
  private @Nullable String reporter;
  private @Nullable String sequence;
  private @Nullable String problem;

  /** Gaps of one report that are kept. */
  private static final int MOST_GAPS = 100;

  /** More than a thousand cores use in a day: a broken meter. */
  private static final long MOST_MICROS = 1_000L * 86_400 * 1_000_000;

  private UsageFields() {}

  /**
   * Reads the object that the parser has come to, to its end.
   *
   * @param each called for each record in it
   */
  static UsageFields read(JsonParser parser, Runnable each) throws IOException {
    UsageFields fields = new UsageFields();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "records" -> fields.readRecords(parser, each);
        case "gaps" -> fields.readGaps(parser);
        case "reporter" -> fields.reporter = fields.text(parser, name);
        case "sequence" -> fields.sequence = fields.number(parser, name);
        default -> fields.readOfRecord(parser, name);
      }
    }
    return fields;
  }

  private void readOfRecord(JsonParser parser, String name) throws IOException {
    switch (name) {
      case "username" -> username = text(parser, name);
      case "source" -> source = text(parser, name);
      case "at" -> at = text(parser, name);
      case "cpu_us" -> cpu = number(parser, name);
      default -> parser.skipChildren();
    }
  }

  /** Twice the same key would lose the records of the first. */
  private void readRecords(JsonParser parser, Runnable each) throws IOException {
    if (records != null) {
      throw new BadLine("'records' stands twice in a report");
    }
    records = array(parser, "records", () -> item(parser, each));
    if (records.isEmpty()) {
      // A report without records costs what a record does.
      each.run();
    }
  }

  /** What is no gap is passed over: it says nothing that could be mended. */
  private void readGaps(JsonParser parser) throws IOException {
    for (Optional<Gap> gap : array(parser, "gaps", () -> gap(parser))) {
      if (gap.isPresent() && gaps.size() < MOST_GAPS) {
        gaps.add(gap.get());
      }
    }
  }

  @FunctionalInterface
  private interface Element<T> {
    T read() throws IOException;
  }

  private <T> List<T> array(JsonParser parser, String name, Element<T> element) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw new BadLine("'" + name + "' is no array");
    }
    List<T> all = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      all.add(element.read());
    }
    return all;
  }

  private static Item item(JsonParser parser, Runnable each) throws IOException {
    each.run();
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return new Item(null, "the record is no JSON object");
    }
    UsageFields record = new UsageFields();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      record.readOfRecord(parser, name);
    }
    return record.item();
  }

  private static Optional<Gap> gap(JsonParser parser) throws IOException {
    Map<String, String> texts = new HashMap<>();
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        texts.put(name, parser.getValueAsString(""));
        parser.skipChildren();
      }
    }
    String reason = texts.getOrDefault("reason", "");
    try {
      Instant from = Times.instant("from", texts.getOrDefault("from", ""));
      Instant until = Times.instant("until", texts.getOrDefault("until", ""));
      return until.isBefore(from)
          ? Optional.empty()
          : Optional.of(
              new Gap(
                  from,
                  until,
                  Shown.plain(reason.length() > 200 ? reason.substring(0, 200) : reason)));
    } catch (BadLine e) {
      return Optional.empty();
    }
  }

  private @Nullable String text(JsonParser parser, String name) throws IOException {
    return typed(parser, name, JsonToken.VALUE_STRING, "a text in quotes");
  }

  private @Nullable String number(JsonParser parser, String name) throws IOException {
    JsonToken kind =
        parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT
            ? JsonToken.VALUE_NUMBER_FLOAT
            : JsonToken.VALUE_NUMBER_INT;
    return typed(parser, name, kind, "a whole number without quotes");
  }

  private @Nullable String typed(JsonParser parser, String name, JsonToken kind, String wanted)
      throws IOException {
    if (parser.currentToken() == kind) {
      return parser.getText();
    }
    if (parser.currentToken() != JsonToken.VALUE_NULL) {
      problem = "%s is %s; it is %s".formatted(name, Shown.quoted(parser.getText()), wanted);
      parser.skipChildren();
    }
    return null;
  }

  boolean isReport() {
    return records != null;
  }

  /** Names a report, and has nothing of a record. */
  boolean isHead() {
    return reporter != null && username == null && source == null && cpu == null && at == null;
  }

  List<Item> records() {
    return records == null ? List.of() : records;
  }

  List<Gap> gaps() {
    return gaps;
  }

  /** The report that it names. */
  Optional<ReportKey> key() {
    if (reporter == null && sequence == null) {
      return Optional.empty();
    }
    return Optional.of(
        new ReportKey(
            Names.reporter(present("reporter", reporter)),
            Numbers.whole("sequence", present("sequence", sequence), Long.MAX_VALUE)));
  }

  /** The record that it is. */
  Item item() {
    try {
      return new Item(
          new UsageRecord(
              Names.checkedUser(present("username", username)),
              Names.slug("source", present("source", source)),
              new CpuTime(Numbers.whole("cpu_us", present("cpu_us", cpu), MOST_MICROS)),
              Times.instant("at", present("at", at))),
          "");
    } catch (BadLine e) {
      return new Item(null, e.problem());
    }
  }

  private String present(String name, @Nullable String value) {
    if (value != null) {
      return value;
    }
    throw new BadLine(problem != null ? problem : name + " is missing");
  }
}
