package dev.quartermaster.ops.detect;

/** Of the table, in its order; before them stands the fault. */
enum Column {
  ALERT("first page"),
  PAGERDUTY("PagerDuty"),
  MAIL("mail"),
  ALERTMANAGER("Alertmanager"),
  MISSED("after the first missed time"),
  RULES("rules of Prometheus"),
  PLAIN_TOLD("plain Quartz: who is told"),
  PLAIN_AGAIN("plain Quartz: at work again");

  private final String says;

  Column(String says) {
    this.says = says;
  }

  String says() {
    return says;
  }

  static Column of(Way way) {
    return valueOf(way.name());
  }
}
