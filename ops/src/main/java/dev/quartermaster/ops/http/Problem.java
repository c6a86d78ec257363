package dev.quartermaster.ops.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.nio.charset.StandardCharsets;

/**
 * An error as clients read it: RFC 9457, but the way of the hosting platform's own API under {@code
 * /api/v0/}.
 *
 * @param status of HTTP, 400 to 599
 * @param detail in plain words; never the inside of an exception that was not meant for people
 */
record Problem(int status, String detail) {

  private static final String COMPATIBLE = "/api/v0/";

  /** One that nothing more is known of. */
  static Problem of(int status) {
    return new Problem(status, title(status));
  }

  void answer(Context context) {
    // Bytes: of a type that it does not know, the server would make Latin-1.
    context
        .status(status)
        .contentType(contentType(context.path()))
        .result(body(context.path()).getBytes(StandardCharsets.UTF_8));
  }

  String contentType(String path) {
    return path.startsWith(COMPATIBLE) ? "application/json" : "application/problem+json";
  }

  String body(String path) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (!path.startsWith(COMPATIBLE)) {
      json.put("type", "about:blank").put("title", title(status)).put("status", status);
    }
    return json.put("detail", detail).toString();
  }

  private static String title(int status) {
    HttpStatus known = HttpStatus.forStatus(status);
    return known == HttpStatus.UNKNOWN ? "Error" : known.getMessage();
  }
}
