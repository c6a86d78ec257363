package dev.quartermaster.ops.status;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.alerts.alert.Alert;
import dev.quartermaster.alerts.alert.Alert.Acknowledgement;

/** An alert as scripts read it. */
public final class AlertJson {

  private AlertJson() {}

  public static ObjectNode of(Alert alert) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", alert.id())
            .put("name", alert.cause().name())
            .put("subject", alert.cause().subject())
            .put("state", alert.state().word())
            .put("severity", alert.severity().word())
            .put("since", alert.condition().since().toString())
            .put("summary", alert.condition().text().summary());
    json.put("fired_at", alert.told().firedAt().map(Object::toString).orElse(null));
    json.put("kept_quiet_by", alert.told().keptQuietBy().orElse(null));
    json.put("unseen_since", alert.seen().unseenSince().map(Object::toString).orElse(null));
    json.put("acknowledged_by", alert.acknowledgement().map(Acknowledgement::by).orElse(null));
    json.put(
        "acknowledged_until",
        alert.acknowledgement().map(ack -> ack.until().toString()).orElse(null));
    return json;
  }
}
