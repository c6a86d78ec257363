package dev.quartermaster.alerts.alert;

/** What a look says of a cause. */
public sealed interface Verdict {

  /** It is wrong. */
  record Holds(Condition condition) implements Verdict {}

  /** Nothing is wrong. */
  record Over() implements Verdict {}

  /** It could not be looked at: nothing follows from that. */
  record Unseen() implements Verdict {}
}
