package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.token.Presented;
import dev.quartermaster.ops.token.Role;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.ops.token.Tokens;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.account.Username;
import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "create",
    description = "Make a token. It is shown once; only a hash of it is kept.",
    footer = {
      "  quartermaster tokens create --role reporter --reporter host-1",
      "  quartermaster tokens create --role reader --user ada --reason \"her dashboard\"",
      "  quartermaster tokens create --role admin --reason \"the on-call phone\""
    },
    mixinStandardHelpOptions = true)
final class TokensCreateCommand implements Callable<Integer> {

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      required = true,
      description = "reader, reporter or admin.")
  private Role role;

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "A reader's token that reads this user's use only.")
  private @Nullable String user;

  @Option(
      names = "--reporter",
      paramLabel = "NAME",
      description = "The name that a reporter's token reports as.")
  private @Nullable String reporter;

  /** Shows the user as registered, however the name was typed. */
  private record Made(Presented token, Rights rights) {}

  @Override
  public Integer call() {
    Rights rights =
        new Rights(
            role, Optional.ofNullable(user).map(Username::of), Optional.ofNullable(reporter));
    try (Session session = where.change()) {
      Made made =
          session
              .database()
              .transaction(handle -> changing.tried(handle, () -> create(handle, rights)));
      output.print(json(made), out -> print(out, made));
    }
    return ExitCode.DONE;
  }

  private Made create(Handle handle, Rights wanted) {
    Optional<Username> unknown =
        wanted.user().filter(name -> Accounts.find(handle, name).isEmpty());
    if (unknown.isPresent()) {
      throw UnknownUser.of(handle, unknown.get());
    }
    Presented token = Tokens.create(handle, wanted, Audit.person(), changing.reason);
    Rights rights = Tokens.byId(handle, token.id()).orElseThrow().rights();
    String target = "%s (%s)".formatted(token.id(), TokensCommand.words(rights));
    Audit.record(handle, "tokens create", target, changing.reason);
    return new Made(token, rights);
  }

  /** With --dry-run there is no token to show: that which was tried is gone. */
  private ObjectNode json(Made made) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("token", changing.dryRun ? null : made.token().reveal())
        .put("id", changing.dryRun ? null : made.token().id());
  }

  private void print(PrintStream out, Made made) {
    String what = TokensCommand.words(made.rights());
    if (changing.dryRun) {
      out.printf("would make a token: %s%n", what);
      return;
    }
    out.println(made.token().reveal());
    out.printf("id %s: %s. Keep the token: it is not shown again.%n", made.token().id(), what);
  }
}
