package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.reset.ForcedReset;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "reset",
    description = "Give accounts a fresh allowance now; their next reset time stays where it is.",
    mixinStandardHelpOptions = true)
final class ResetCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Parameters(paramLabel = "USER", arity = "1..*", description = "Names, in any case.")
  private List<String> users;

  /** What became of the names. */
  private static final class Result {
    final List<AccountView> matched = new ArrayList<>();
    final Map<String, String> failed = new LinkedHashMap<>();
    final List<AccountView> reset = new ArrayList<>();
    final List<AccountView> fresh = new ArrayList<>();
    double seconds;
  }

  @Override
  public Integer call() {
    long began = System.nanoTime();
    Result result = new Result();
    try (Session session = where.look()) {
      session.database().run(handle -> match(handle, result));
      changing.confirm(
          "%,d accounts would be reset".formatted(result.matched.size()), result.matched.size());
      if (changing.dryRun) {
        result.matched.forEach(
            account -> (used(account) ? result.reset : result.fresh).add(account));
      } else if (!result.matched.isEmpty()) {
        session.database().run(handle -> reset(handle, result));
      }
    }
    result.seconds = (System.nanoTime() - began) / 1e9;
    output.print(json(result), out -> print(out, result));
    return result.failed.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void match(Handle handle, Result result) {
    Map<String, AccountView> byKey = new LinkedHashMap<>();
    for (String user : users) {
      try {
        Username name = Username.of(user);
        Accounts.find(handle, name)
            .ifPresentOrElse(
                account -> byKey.put(name.key(), account),
                () -> result.failed.put(user, UnknownUser.message(handle, name)));
      } catch (IllegalArgumentException e) {
        result.failed.put(user, String.valueOf(e.getMessage()));
      }
    }
    result.matched.addAll(byKey.values());
  }

  private void reset(Handle handle, Result result) {
    ForcedReset.Outcome outcome =
        ForcedReset.reset(
            handle, result.matched.stream().map(AccountView::id).toList(), changing.reason);
    for (AccountView account : result.matched) {
      boolean changed = outcome.reset().contains(account.id());
      (changed ? result.reset : result.fresh).add(account);
      Audit.record(handle, "reset", account.username().toString(), changing.reason);
    }
  }

  private static boolean used(AccountView account) {
    return account.usage().used().micros() > 0 || account.usage().metered().micros() > 0;
  }

  private static ObjectNode json(Result result) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("matched", result.matched.size());
    json.put("reset", result.reset.size());
    json.put("already_fresh", result.fresh.size());
    ArrayNode failed = json.putArray("failed");
    result.failed.forEach(
        (user, error) -> failed.addObject().put("username", user).put("error", error));
    json.put("seconds", result.seconds);
    return json;
  }

  private void print(PrintStream out, Result result) {
    String would = changing.dryRun ? "would be " : "";
    for (AccountView account : result.reset) {
      out.printf(
          "%s: %sreset; it had used %s s; next reset %s%n",
          account.username(),
          would,
          account.usage().used().seconds().toPlainString(),
          When.at(account.nextReset(), account.asOf()));
    }
    result.fresh.forEach(account -> out.printf("%s: already fresh%n", account.username()));
    result.failed.values().forEach(System.err::println);
  }
}
