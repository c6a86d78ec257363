package dev.quartermaster.ops.doctor;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The checks as users' scripts read them: {@code doctor --json}. */
public final class CheckJson {

  private CheckJson() {}

  /** One document; {@code ok} of a check that was not looked at is null. */
  public static ObjectNode of(List<Check> checks) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("ok", checks.stream().noneMatch(Check::isWrong));
    ArrayNode all = document.putArray("checks");
    checks.forEach(check -> all.add(of(check)));
    return document;
  }

  private static ObjectNode of(Check check) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", check.name());
    if (check.state() == Check.State.NOT_LOOKED_AT) {
      json.putNull("ok");
    } else {
      json.put("ok", !check.isWrong());
    }
    json.put("detail", check.detail());
    json.put("mend", check.mend());
    check
        .broken()
        .ifPresent(
            broken -> {
              json.put("count", broken.count());
              ArrayNode examples = json.putArray("examples");
              broken.first().forEach(examples::add);
            });
    return json;
  }
}
