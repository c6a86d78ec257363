package dev.quartermaster.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** How a command ended. */
public record Ended(int code, String out, String err) {

  /** How one ends that Ctrl-C has stopped on its way. */
  public static final Ended STOPPED =
      new Ended(
          130, "", "Stopped. What was done stays done; the same command goes on with the rest.\n");

  /** Fails unless it did what it was told, without a word on standard error. */
  public Ended done() {
    assertThat(this).isEqualTo(new Ended(0, out, ""));
    return this;
  }

  /** Fails unless it ended with this code, exactly these complaints, and nothing to show. */
  public void failed(int code, String... lines) {
    assertThat(err.lines().toList()).isEqualTo(List.of(lines));
    assertThat(out).isEmpty();
    assertThat(this.code).isEqualTo(code);
  }

  /** Fails unless it ended with this code and exactly these complaints, whatever else it showed. */
  public Ended complained(int code, String... lines) {
    assertThat(err.lines().toList()).isEqualTo(List.of(lines));
    assertThat(this.code).isEqualTo(code);
    return this;
  }

  /** The one document on standard output; fails when anything else is there. */
  public JsonNode json() {
    ObjectMapper mapper = new ObjectMapper();
    mapper.enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    mapper.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    try {
      return mapper.readTree(out);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not one JSON document: " + this, e);
    }
  }

  /** The names of an object's members, in their order. */
  public static List<String> keys(JsonNode object) {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
