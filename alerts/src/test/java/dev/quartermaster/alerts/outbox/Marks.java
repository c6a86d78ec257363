package dev.quartermaster.alerts.outbox;

import dev.quartermaster.alerts.proof.AlertClaims;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the record says of an alert: numbers of its events, 0 for none.
 *
 * @param opened when it last began or came back
 * @param told the newest that some channel was to be told of, that it fires
 * @param keptQuiet the newest that nobody was to be told of
 */
record Marks(long opened, long told, long keptQuiet) {

  /** Of all alerts that are open. */
  static Map<Long, Marks> open(World given) {
    return given
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(
                        """
                        SELECT id, (SELECT max(seq) FROM alert_event
                                     WHERE alert_id = a.id AND kind IN ('began', 'came-back')) AS opened,
                               (SELECT coalesce(max(seq), 0) FROM delivery
                                 WHERE alert_id = a.id AND page ->> 'kind' = 'FIRING') AS told,
                               (SELECT coalesce(max(seq), 0) FROM kept_quiet WHERE alert_id = a.id) AS quiet
                          FROM alert AS a WHERE state <> 'resolved'
                        """)
                    .map(
                        (row, context) ->
                            Map.entry(
                                row.getLong("id"),
                                new Marks(
                                    row.getLong("opened"),
                                    row.getLong("told"),
                                    row.getLong("quiet"))))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** Events of which somebody is told, without a page and without a word why not. */
  static List<String> untold(World given) {
    return given
        .database()
        .transaction(
            handle ->
                handle
                    .createQuery(AlertClaims.UNTOLD.counterexamples())
                    .mapTo(String.class)
                    .list());
  }
}
