package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.quota.account.AccountChange;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.period.PeriodZone;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "set",
    description =
        "Change an account: plan, allowance, reset time, zone. A larger allowance releases it at once.",
    footer = {
      "  quartermaster accounts set ada --plan pro --reason \"ticket 4711\"",
      "  quartermaster accounts set ada --allowance-s 250 --at-boundary",
      "  quartermaster accounts set ada --zone Europe/London",
      "  quartermaster accounts set ada --reset-at 2027-01-01T03:00:00Z --dry-run"
    },
    mixinStandardHelpOptions = true)
final class AccountsSetCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Parameters(paramLabel = "USER", description = "The account's name, in any case.")
  private String user;

  @Option(names = "--plan", paramLabel = "PLAN", description = "Move it to this plan.")
  private @Nullable String plan;

  @Option(
      names = "--allowance-s",
      paramLabel = "N",
      description = "An allowance of its own, in seconds.")
  private @Nullable BigDecimal allowance;

  @Option(
      names = "--no-allowance",
      description = "Take its own allowance away: the plan's counts again.")
  private boolean noAllowance;

  @Option(
      names = "--reset-at",
      paramLabel = "TIME",
      description = "Move its resets so that one lies here (ISO-8601 with zone).")
  private @Nullable String resetAt;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Count its periods in this zone's local time.")
  private @Nullable String zone;

  @Option(
      names = "--at-boundary",
      description = "Change plan and allowance at the account's next reset instead of now.")
  private boolean atBoundary;

  private boolean dropped;

  @Override
  public Integer call() {
    Username name = Username.of(user);
    AccountChange change =
        new AccountChange(
            Optional.ofNullable(plan),
            newAllowance(),
            Optional.ofNullable(resetAt).map(text -> GivenTime.parse("--reset-at", text)),
            Optional.ofNullable(zone).map(AccountsSetCommand::zone));
    if (change.isEmpty()) {
      throw new BadInput(
          "nothing to set: give --plan, --allowance-s, --no-allowance, --reset-at or --zone");
    }
    try (Session session = where.look()) {
      AccountView after = session.database().transaction(handle -> apply(handle, name, change));
      output.print(
          AccountJson.of(after),
          out ->
              out.printf(
                  "%s%s: plan %s, zone %s, %s s, next reset %s%s%n",
                  changing.dryRun ? "would be: " : "",
                  after.username(),
                  after.plan(),
                  PeriodZone.name(after.zone()),
                  Seconds.shown(after.usage().allowance()),
                  When.at(after.nextReset(), after.asOf()),
                  after
                      .waiting()
                      .map(AccountsSetCommand::waiting)
                      .orElse(dropped ? "; the change that waited for it is dropped" : "")));
    }
    return ExitCode.DONE;
  }

  static String waiting(AccountView.Waiting change) {
    return "; from then on plan %s, %s s"
        .formatted(change.plan(), Seconds.shown(change.allowance()));
  }

  private AccountView apply(Handle handle, Username name, AccountChange change) {
    AccountView before =
        Accounts.find(handle, name).orElseThrow(() -> UnknownUser.of(handle, name));
    return changing.tried(
        handle,
        () -> {
          if (atBoundary) {
            change.applyAtBoundary(handle, before.id());
          } else {
            change.apply(handle, before.id());
          }
          Audit.record(handle, "accounts set", name.toString(), changing.reason);
          AccountView after = Accounts.find(handle, name).orElseThrow();
          dropped = before.waiting().isPresent() && after.waiting().isEmpty();
          return after;
        });
  }

  private Optional<Optional<CpuTime>> newAllowance() {
    if (noAllowance && allowance != null) {
      throw new BadInput("--allowance-s and --no-allowance exclude each other");
    }
    if (noAllowance) {
      return Optional.of(Optional.empty());
    }
    return allowance == null
        ? Optional.empty()
        : Optional.of(Optional.of(Seconds.parse("--allowance-s", allowance)));
  }

  private static ZoneId zone(String text) {
    if (!ZoneId.getAvailableZoneIds().contains(text)) {
      throw new BadInput(
          "--zone '%s' is unknown; write a name such as Europe/London".formatted(text));
    }
    return ZoneId.of(text);
  }
}
