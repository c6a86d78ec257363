package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.db.DatabaseClock;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.token.Presented;
import dev.quartermaster.ops.token.Token;
import dev.quartermaster.ops.token.Token.Rights;
import dev.quartermaster.ops.token.Tokens;
import dev.quartermaster.quota.account.Username;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "tokens",
    description = "API tokens: create, list, revoke.",
    footer = {
      "  quartermaster tokens create --role reporter --reporter host-1",
      "  quartermaster tokens list"
    },
    mixinStandardHelpOptions = true,
    subcommands = TokensCreateCommand.class)
final class TokensCommand {

  /** What a token is, such as {@code reader for ada}. */
  static String words(Rights rights) {
    return rights.role() + whose(rights).map(whose -> " " + whose).orElse("");
  }

  private static Optional<String> whose(Rights rights) {
    return rights.user().map(user -> "for " + user).or(() -> rights.reporter().map(r -> "as " + r));
  }

  @Command(
      name = "list",
      description = "All tokens, revoked ones too, without their secrets.",
      footer = {"  quartermaster tokens list", "  quartermaster tokens list --json"},
      mixinStandardHelpOptions = true)
  int list(@Mixin Where where, @Mixin Output output) {
    try (Session session = where.look()) {
      session
          .database()
          .run(handle -> print(output, Tokens.list(handle), DatabaseClock.now(handle)));
    }
    return ExitCode.DONE;
  }

  private static void print(Output output, List<Token> tokens, Instant now) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode all = document.putArray("tokens");
    Table table = new Table("ID", "ROLE", "WHOSE", "CREATED", "LAST USED").giving(2);
    for (Token token : tokens) {
      all.add(json(token));
      table.row(
          token.id(),
          token.rights().role().word(),
          whose(token.rights()).orElse("-"),
          When.absolute(token.made().at()),
          token.lastUsedAt().map(at -> When.relative(at, now)).orElse("never"));
      table.say(made(token.made()));
      token.revokedAt().ifPresent(at -> table.say("REVOKED " + When.at(at, now)));
    }
    if (tokens.isEmpty()) {
      table.say("There is no token yet; 'tokens create' makes one.");
    }
    output.print(document, table::print);
  }

  private static String made(Token.Made made) {
    String why = made.reason();
    return "by " + made.by() + (why == null || why.isBlank() ? "" : ": " + Table.cut(why, 200));
  }

  private static ObjectNode json(Token token) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", token.id())
        .put("role", token.rights().role().word())
        .put("user", token.rights().user().map(Username::toString).orElse(null))
        .put("reporter", token.rights().reporter().orElse(null))
        .put("created_at", token.made().at().toString())
        .put("created_by", token.made().by())
        .put("reason", token.made().reason())
        .put("last_used_at", token.lastUsedAt().map(Instant::toString).orElse(null))
        .put("revoked_at", token.revokedAt().map(Instant::toString).orElse(null));
  }

  @Command(
      name = "revoke",
      description = "Have a token refused, by every node, from the next request on.",
      footer = {"  quartermaster tokens revoke ID --reason \"ada has left\""},
      mixinStandardHelpOptions = true)
  int revoke(
      @Mixin Where where,
      @Mixin Output output,
      @Mixin Changing changing,
      @Parameters(paramLabel = "ID", description = "The token's number, as 'tokens list' shows it.")
          String given) {
    // Whoever has the whole token at hand may give that: a complaint must not repeat its secret.
    String id = Presented.parse(given).map(Presented::id).orElse(given);
    try (Session session = where.look()) {
      boolean revoked =
          session
              .database()
              .transaction(handle -> changing.tried(handle, () -> revoke(handle, id, changing)));
      String would = changing.dryRun ? "would be " : "";
      output.print(
          JsonNodeFactory.instance
              .objectNode()
              .put("id", id)
              .put("revoked", revoked)
              .put("already_revoked", !revoked),
          out -> out.printf("%s: %s%n", id, revoked ? would + "revoked" : "was revoked already"));
    }
    return ExitCode.DONE;
  }

  private static boolean revoke(Handle handle, String id, Changing changing) {
    if (Tokens.byId(handle, id).isEmpty()) {
      throw new BadInput("there is no token '%s'; 'tokens list' shows them all".formatted(id));
    }
    boolean revoked = Tokens.revoke(handle, id);
    if (revoked) {
      Audit.record(handle, "tokens revoke", id, changing.reason);
    }
    return revoked;
  }
}
