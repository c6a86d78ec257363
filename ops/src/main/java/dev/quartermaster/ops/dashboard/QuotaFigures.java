package dev.quartermaster.ops.dashboard;

import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.ops.status.Status;
import dev.quartermaster.ops.status.Status.Quota;
import java.util.Locale;

/** The accounts in five figures. */
final class QuotaFigures {

  private QuotaFigures() {}

  static Html of(Status status, Clock clock) {
    Quota quota = status.quota();
    return Html.of(
        """
        <section>
        <h2>CPU quota</h2>
        <dl class="figures">
        {}{}{}{}{}</dl>
        </section>
        """,
        figure("Accounts", count(quota.accounts()), "registered"),
        figure("In the tarpit", count(quota.inTarpit()), share(quota)),
        figure("Overdue", count(quota.overdue()), "periods ended, not settled"),
        oldest(quota, clock),
        done(quota, clock));
  }

  private static Html figure(String name, String value, String note) {
    return Html.of(
        "<div><dt>{}</dt><dd><span class=\"value\">{}</span><span class=\"note\">{}</span></dd></div>\n",
        name,
        value,
        note);
  }

  private static Html oldest(Quota quota, Clock clock) {
    return quota.overdue() == 0
        ? figure("Oldest overdue", "–", "none waits")
        : figure(
            "Oldest overdue",
            Spans.words(quota.oldestOverdueSeconds()),
            "since " + clock.absolute(clock.now().minusSeconds(quota.oldestOverdueSeconds())));
  }

  private static Html done(Quota quota, Clock clock) {
    if (quota.overdue() == 0) {
      return figure("All settled in", "–", "nothing to do");
    } else if (quota.etaSeconds().isEmpty()) {
      return figure("All settled in", "unknown", quota.eta().says());
    }
    long seconds = quota.etaSeconds().getAsLong();
    return figure(
        "All settled in",
        Spans.words(seconds),
        "about " + clock.absolute(clock.now().plusSeconds(seconds)));
  }

  private static String count(long many) {
    return String.format(Locale.ROOT, "%,d", many);
  }

  private static String share(Quota quota) {
    return quota.accounts() == 0
        ? "of none"
        : String.format(Locale.ROOT, "%.1f %% of all", 100.0 * quota.inTarpit() / quota.accounts());
  }
}
