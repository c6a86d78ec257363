package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.entitlement.Grant;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "grant",
    description = {
      "Give an account extra seconds in each of its periods until a time: to make good.",
      "An account that is then no longer over its allowance leaves the tarpit at once."
    },
    footer = {
      "  quartermaster accounts grant ada --seconds 500 --reason \"our outage\"",
      "  quartermaster accounts grant ada --seconds 500 --until 2027-01-01T00:00:00Z"
    },
    mixinStandardHelpOptions = true)
final class AccountsGrantCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Parameters(paramLabel = "USER", description = "The account's name, in any case.")
  private String user;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      required = true,
      description = "How many seconds more.")
  private BigDecimal seconds;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description =
          "Until when (ISO-8601 with zone); the account's next reset when not given. From then on they count no more, also in a period that runs.")
  private @Nullable String until;

  /** What was given, and the account after it. */
  private record Given(Instant until, AccountView after) {}

  @Override
  public Integer call() {
    Username name = Username.of(user);
    CpuTime extra = Seconds.parse("--seconds", seconds);
    Optional<Instant> end = Optional.ofNullable(until).map(t -> GivenTime.parse("--until", t));
    try (Session session = where.look()) {
      Given given = session.database().transaction(handle -> give(handle, name, extra, end));
      AccountView after = given.after();
      output.print(
          AccountJson.of(after).put("granted_until", given.until().toString()),
          out ->
              out.printf(
                  "%s%s: %s s more until %s; used %s s of %s s%s%n",
                  changing.dryRun ? "would be: " : "",
                  after.username(),
                  Seconds.shown(extra),
                  When.at(given.until(), after.asOf()),
                  Seconds.shown(after.usage().used()),
                  Seconds.shown(after.usage().allowance()),
                  after.inTarpit() ? ", still in the tarpit" : ""));
    }
    return ExitCode.DONE;
  }

  private Given give(Handle handle, Username name, CpuTime extra, Optional<Instant> end) {
    AccountView before =
        Accounts.find(handle, name).orElseThrow(() -> UnknownUser.of(handle, name));
    Instant given = end.orElse(before.nextReset());
    Grant grant = new Grant(extra, given, changing.reason);
    return changing.tried(
        handle,
        () -> {
          grant.give(handle, before.id());
          String act = "accounts grant %s s".formatted(extra.seconds().toPlainString());
          Audit.record(handle, act, before.username().toString(), changing.reason);
          return new Given(given, Accounts.find(handle, name).orElseThrow());
        });
  }
}
