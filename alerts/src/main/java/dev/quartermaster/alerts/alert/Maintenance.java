package dev.quartermaster.alerts.alert;

import java.util.HashMap;
import java.util.Map;

/** Marks what happens while it was to be expected: it goes on record, and nobody is told. */
public final class Maintenance {

  /** The label's name; its value says of what. */
  public static final String LABEL = "maintenance";

  private Maintenance() {}

  /** The same condition, in a window of maintenance. */
  public static Condition of(String subject, Condition condition) {
    Map<String, String> labels = new HashMap<>(condition.text().labels());
    labels.put(LABEL, subject);
    return new Condition(
        condition.cause(),
        condition.severity(),
        condition.since(),
        condition.holdFor(),
        new Condition.Text(
            condition.text().summary(),
            condition.text().details(),
            labels,
            condition.text().runbook()));
  }
}
