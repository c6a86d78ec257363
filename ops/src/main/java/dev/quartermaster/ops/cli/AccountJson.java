package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.period.PeriodZone;
import java.util.List;

/** Accounts as users' scripts read them. */
final class AccountJson {

  private AccountJson() {}

  static ObjectNode of(AccountView account) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("username", account.username().toString());
    json.put("plan", account.plan());
    json.put("daily_cpu_limit_seconds", account.usage().allowance().seconds());
    json.put("daily_cpu_total_usage_seconds", account.usage().used().seconds());
    json.put("metered_only_seconds", account.usage().metered().seconds());
    json.put("zone", PeriodZone.name(account.zone()));
    json.put("period_start", account.periodStart().toString());
    json.put("next_reset_time", account.nextReset().toString());
    json.put("in_tarpit", account.inTarpit());
    json.put(
        "tarpit_since",
        account.inTarpit() ? account.tarpitSince().map(Object::toString).orElse(null) : null);
    account
        .waiting()
        .ifPresent(
            change ->
                json.putObject("waiting")
                    .put("from", change.from().toString())
                    .put("plan", change.plan())
                    .put("daily_cpu_limit_seconds", change.allowance().seconds()));
    json.put(
        "expiry_warned_at",
        account.expiry().map(expiry -> expiry.warnedAt().toString()).orElse(null));
    json.put(
        "expired_at",
        account.expiry().flatMap(AccountView.Expiry::expiredAt).map(Object::toString).orElse(null));
    return json;
  }

  static ObjectNode of(AccountView account, List<AccountView.Past> history) {
    ObjectNode json = of(account);
    ArrayNode past = json.putArray("history");
    for (AccountView.Past period : history) {
      past.addObject()
          .put("period_start", period.start().toString())
          .put("period_end", period.end().toString())
          .put("used_s", period.usage().used().seconds())
          .put("metered_only_s", period.usage().metered().seconds())
          .put("allowance_s", period.usage().allowance().seconds())
          .put("settled_at", period.settledAt().map(Object::toString).orElse(null))
          .put("ended_by", period.endedBy().orElse(null));
    }
    return json;
  }
}
