package dev.quartermaster.alerts.proof;

import dev.quartermaster.alerts.alert.Forgetting;
import dev.quartermaster.db.proof.Claim;
import java.util.List;

/** The claims about alerts. By the events and deliveries of the last 90 days. */
public final class AlertClaims {

  /** What people are told of: a page of it, or a word why there is none. Read also by tests. */
  public static final Claim UNTOLD =
      new Claim(
          "alerts that fired without a page, and without a word why",
          """
          SELECT format('alert %s, event %s at %s: %s, %s', alert_id, seq, at, kind, says)
            FROM alert_event AS e
           WHERE kind IN ('fired', 'worsened', 'acknowledgement-expired', 'escalated', 'repeated')
             AND at > qm_now() - make_interval(secs => %d)
             AND NOT EXISTS (SELECT FROM delivery AS d WHERE d.alert_id = e.alert_id AND d.seq = e.seq)
             AND NOT EXISTS (SELECT FROM kept_quiet AS q WHERE q.alert_id = e.alert_id AND q.seq = e.seq + 1)
          """
              .replace("%d", Long.toString(Forgetting.KEPT.toSeconds())));

  /** It fires, and its events do not say so. */
  public static final Claim UNSAID =
      new Claim(
          "alerts that fire and have no event of it",
          """
          SELECT format('alert %s: %s of %s fires since %s', id, name, subject, fired_at)
            FROM alert AS a
           WHERE state IN ('firing', 'acknowledged')
             AND NOT EXISTS (SELECT FROM alert_event AS e WHERE e.alert_id = a.id AND e.kind = 'fired')
          """);

  /** A page that failed says why and when: that is how it is seen. */
  public static final Claim UNSEEN =
      new Claim(
          "pages that failed without a trace",
          """
          SELECT format('delivery %s of alert %s over %s is %s', id, alert_id, channel, state)
            FROM delivery WHERE state IN ('dead', 'expired', 'accepted', 'confirmed') AND settled_at IS NULL
          """);

  public static final Claim OPEN_TWICE =
      new Claim(
          "causes with more than one open alert",
          """
          SELECT format('%s: alerts %s', dedup_key, string_agg(id::text, ', ' ORDER BY id))
            FROM alert WHERE state <> 'resolved' GROUP BY dedup_key HAVING count(*) > 1
          """);

  /** Of I7: one alert for a cause, and each is told or is seen not to be. */
  public static final List<Claim> ALL = List.of(OPEN_TWICE, UNTOLD, UNSAID, UNSEEN);

  private AlertClaims() {}
}
