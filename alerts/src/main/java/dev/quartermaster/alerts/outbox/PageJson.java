package dev.quartermaster.alerts.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.quartermaster.alerts.channel.Page;

/** Pages as they are stored: times as ISO-8601, what a later version adds passed over. */
public final class PageJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private PageJson() {}

  /** The page on one line; details keep their order. */
  public static String write(Page page) {
    try {
      return MAPPER.writeValueAsString(page);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("page %s cannot be stored".formatted(page.id()), e);
    }
  }

  /**
   * Back from {@link #write}.
   *
   * @throws IllegalArgumentException when it is none, or one of a version that this one cannot read
   */
  public static Page read(String json) {
    try {
      return MAPPER.readValue(json, Page.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "this version cannot read the page: " + e.getOriginalMessage(), e);
    }
  }
}
