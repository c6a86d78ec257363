package dev.quartermaster.ops.bench;

/** A way of firing schedules, as {@link FiringNode} does it in processes of its own. */
enum FiringSide {
  OURS("quartermaster", "quartermaster", "run"),
  PLAIN_QUARTZ("plain Quartz", "plain", "plain.firing");

  private final String text;
  private final String schema;
  private final String table;

  FiringSide(String text, String schema, String table) {
    this.text = text;
    this.schema = schema;
    this.table = table;
  }

  /** As the table calls it. */
  String text() {
    return text;
  }

  /** Where its tables are. */
  String schema() {
    return schema;
  }

  /** Has a row for each firing: for what time, and when by the database's clock. */
  String table() {
    return table;
  }
}
