package dev.quartermaster.alerts.outbox;

import java.util.List;

/** What is on record of the pages about an alert. */
final class Ledger {

  private Ledger() {}

  /** What became of each, in order; there is one alert of that subject. */
  static List<Delivered> of(World given, String subject) {
    return given
        .database()
        .transaction(
            handle ->
                Outbox.of(
                    handle,
                    handle
                        .createQuery("SELECT id FROM alert WHERE subject = :subject")
                        .bind("subject", subject)
                        .mapTo(Long.class)
                        .one()));
  }
}
