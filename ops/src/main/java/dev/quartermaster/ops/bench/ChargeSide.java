package dev.quartermaster.ops.bench;

/** The ways in which records get into a ledger, in the order in which each round measures them. */
enum ChargeSide {
  RAW("raw upsert"),
  JSON("JSON"),
  NDJSON("NDJSON");

  private final String shown;

  ChargeSide(String shown) {
    this.shown = shown;
  }

  /** As the table calls it. */
  String shown() {
    return shown;
  }
}
