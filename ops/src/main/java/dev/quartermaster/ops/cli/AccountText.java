package dev.quartermaster.ops.cli;

import dev.quartermaster.alerts.alert.Spans;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.AccountView.Past;
import dev.quartermaster.quota.period.PeriodZone;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/** An account as people read it. */
final class AccountText {

  private final PrintStream out;
  private final AccountView account;

  private AccountText(PrintStream out, AccountView account) {
    this.out = out;
    this.account = account;
  }

  static void print(PrintStream out, AccountView account, List<Past> history) {
    AccountText text = new AccountText(out, account);
    text.stands();
    text.changes();
    if (!history.isEmpty()) {
      text.past(history);
    }
  }

  private void stands() {
    AccountView.Usage usage = account.usage();
    out.println(account.username());
    out.printf("  plan %s, zone %s%n", account.plan(), PeriodZone.name(account.zone()));
    out.printf(
        "  used %s s of %s s since %s%n",
        Seconds.shown(usage.used()),
        Seconds.shown(usage.allowance()),
        When.at(account.periodStart(), account.asOf()));
    if (usage.metered().micros() > 0) {
      out.printf("  metered only %s s%n", Seconds.shown(usage.metered()));
    }
    out.println("  next reset " + When.at(account.nextReset(), account.asOf()));
  }

  private void changes() {
    account
        .waiting()
        .ifPresent(
            change ->
                out.printf(
                    "  from then on plan %s, %s s%n",
                    change.plan(), Seconds.shown(change.allowance())));
    if (account.inTarpit()) {
      out.println(
          "  in the tarpit"
              + account
                  .tarpitSince()
                  .map(since -> " since " + When.at(since, account.asOf()))
                  .orElse(""));
    }
    account.expiry().ifPresent(this::unused);
  }

  private void unused(AccountView.Expiry expiry) {
    String since =
        expiry
            .expiredAt()
            .map(at -> "expired " + When.at(at, account.asOf()))
            .orElse("warned " + When.at(expiry.warnedAt(), account.asOf()));
    out.printf("  %s, because nobody uses it%n", since);
  }

  private void past(List<Past> history) {
    out.println();
    Table table = new Table("PERIOD FROM", "FOR", ">USED s", ">OF s", "SETTLED", "ENDED BY");
    for (Past period : history) {
      table.row(
          When.absolute(period.start()),
          Spans.words(Duration.between(period.start(), period.end())),
          Seconds.shown(period.usage().used()),
          Seconds.shown(period.usage().allowance()),
          period
              .settledAt()
              .map(at -> Spans.words(Duration.between(period.end(), at)) + " later")
              .orElse("waits"),
          period.endedBy().orElse("-"));
    }
    table.print(out);
  }
}
