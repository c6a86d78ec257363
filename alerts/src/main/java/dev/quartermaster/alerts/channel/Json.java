package dev.quartermaster.alerts.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/** The bodies of messages, and of answers. */
final class Json {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static String of(Object message) {
    try {
      return MAPPER.writeValueAsString(message);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a message is made of texts and maps of them", e);
    }
  }

  /** What a provider answered; a missing node when that is no JSON, as a proxy's may be. */
  static JsonNode read(String answer) {
    try {
      return MAPPER.readTree(answer);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
