package dev.quartermaster.ops.api;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.http.BadRequestResponse;
import java.util.Iterator;
import java.util.Optional;

/**
 * What a reset is asked for with.
 *
 * @param reason for the audit trail; empty when none was given
 */
record ResetBody(Optional<String> reason) {

  private static final int LONGEST = 1_000;
  private static final String REASON = "reason";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /**
   * Reads it; nothing at all is fine.
   *
   * @throws BadRequestResponse says what is wrong, and the mend
   */
  static ResetBody parse(String text) {
    if (text.isBlank()) {
      return new ResetBody(Optional.empty());
    }
    JsonNode body = json(text);
    if (!body.isObject()) {
      throw new BadRequestResponse(
          "The body is no JSON object; write {\"reason\":\"…\"} or send none.");
    }
    for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
      if (!names.next().equals(REASON)) {
        throw new BadRequestResponse("The body has a key other than 'reason'; take it out.");
      }
    }
    return new ResetBody(reason(body.path(REASON)));
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation() == null ? JsonLocation.NA : e.getLocation();
      throw new BadRequestResponse(
          "The body is not JSON%s; write {\"reason\":\"…\"} or send none."
              .formatted(at.getLineNr() < 1 ? "" : " in line " + at.getLineNr()));
    }
  }

  private static Optional<String> reason(JsonNode reason) {
    if (reason.isMissingNode() || reason.isNull()) {
      return Optional.empty();
    }
    String text = reason.asText().strip();
    if (!reason.isTextual() || text.length() > LONGEST || !isPlain(text)) {
      throw new BadRequestResponse(
          "'reason' is a text on one line of at most %,d characters.".formatted(LONGEST));
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** Halves of characters and control characters cannot be stored, or garble a terminal. */
  private static boolean isPlain(String text) {
    return text.codePoints()
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }
}
