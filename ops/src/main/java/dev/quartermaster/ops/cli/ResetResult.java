package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/**
 * What became of a reset.
 *
 * @param failed names that could not be reset, and why
 * @param lines what to tell of each account; none when there are many
 */
record ResetResult(long matched, long reset, Map<String, String> failed, List<String> lines) {

  private static final int SHOWN = 20;

  void print(Output output, boolean dryRun, double seconds) {
    output.print(json(seconds), out -> print(out, dryRun, seconds));
  }

  private ObjectNode json(double seconds) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("matched", matched);
    json.put("reset", reset);
    json.put("already_fresh", matched - reset);
    ArrayNode errors = json.putArray("failed");
    failed.forEach((user, error) -> errors.addObject().put("username", user).put("error", error));
    json.put("seconds", seconds);
    return json;
  }

  private void print(PrintStream out, boolean dryRun, double seconds) {
    lines.forEach(line -> out.println(Terminal.fitted(line)));
    if (lines.isEmpty() && (matched > 0 || failed.isEmpty())) {
      out.printf(
          "%s%s: %,d reset, %,d already fresh; %.1f s%n",
          dryRun ? "would be: " : "",
          Count.of(matched, "account"),
          reset,
          matched - reset,
          seconds);
    }
    failed.values().stream().limit(SHOWN).forEach(System.err::println);
    if (failed.size() > SHOWN) {
      System.err.printf("… and %s more%n", Count.of(failed.size() - SHOWN, "name"));
    }
  }
}
