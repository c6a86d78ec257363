package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.usage.Why;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "accounts",
    description = "Accounts: import, show, list, set, grant.",
    footer = {"  quartermaster accounts list", "  quartermaster accounts show ada"},
    mixinStandardHelpOptions = true,
    subcommands = {
      AccountsImportCommand.class,
      AccountsSetCommand.class,
      AccountsGrantCommand.class
    })
final class AccountsCommand {

  @Command(
      name = "show",
      description = "One account: what it used, when it is reset, and its past periods.",
      footer = {
        "  quartermaster accounts show ada",
        "  quartermaster accounts show ada --periods 7 --json"
      },
      mixinStandardHelpOptions = true)
  int show(
      @Mixin Where where,
      @Mixin Output output,
      @Option(
              names = "--periods",
              paramLabel = "N",
              description = "How many past periods; 30 when not given.",
              defaultValue = "30")
          int periods,
      @Parameters(paramLabel = "USER", description = "The account's name, in any case.")
          String user) {
    Username name = Username.of(user);
    try (Session session = where.look()) {
      session
          .database()
          .run(
              handle -> {
                AccountView account =
                    Accounts.find(handle, name).orElseThrow(() -> UnknownUser.of(handle, name));
                List<AccountView.Past> history = Accounts.history(handle, account.id(), periods);
                List<Why.Reason> why = Why.of(handle, account.id(), account.periodStart());
                ObjectNode document = AccountJson.of(account, history);
                document.set("why", WhyTable.json(why));
                output.print(
                    document,
                    out -> {
                      AccountText.print(out, account, history);
                      WhyTable.print(out, why);
                    });
              });
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "list",
      description = "Accounts in the order of their names.",
      footer = {
        "  quartermaster accounts list",
        "  quartermaster accounts list --after mallory --limit 1000"
      },
      mixinStandardHelpOptions = true)
  int list(
      @Mixin Where where,
      @Mixin Output output,
      @Option(
              names = "--after",
              paramLabel = "USER",
              description = "Begin after this name.",
              defaultValue = "")
          String after,
      @Option(
              names = "--limit",
              paramLabel = "N",
              description = "At most so many; 100 when not given.",
              defaultValue = "100")
          int limit) {
    if (limit < 1 || limit > 1_000_000) {
      throw new BadInput("--limit is " + limit + "; it goes from 1 to 1000000");
    }
    String key = after.isEmpty() ? "" : Username.of(after).key();
    try (Session session = where.look()) {
      List<AccountView> accounts =
          session.database().transaction(handle -> Accounts.list(handle, key, limit));
      ObjectNode document = JsonNodeFactory.instance.objectNode();
      ArrayNode all = document.putArray("accounts");
      Table table = new Table("USER", "PLAN", ">USED s", ">ALLOWANCE s", "TARPIT", "NEXT RESET");
      for (AccountView account : accounts) {
        all.add(AccountJson.of(account));
        table.row(
            account.username().toString(),
            account.plan(),
            Seconds.shown(account.usage().used()),
            Seconds.shown(account.usage().allowance()),
            account.inTarpit() ? "in" : "",
            When.absolute(account.nextReset()));
      }
      output.print(document, out -> print(out, table, accounts, limit));
    }
    return ExitCode.DONE;
  }

  private static void print(PrintStream out, Table table, List<AccountView> accounts, int limit) {
    table.print(out);
    if (accounts.size() == limit) {
      out.printf(
          "There may be more: --after %s, or a larger --limit.%n",
          accounts.get(accounts.size() - 1).username());
    }
  }
}
