package dev.quartermaster.ops.incident;

import dev.quartermaster.db.Database;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds what every account is shown, after the night, to what the reporters added up themselves:
 * use, limit, next reset, and who is in the tarpit.
 */
public final class Recount {

  private static final int PAGE = 5_000;
  private static final int EXAMPLES = 3;

  private final Users users;
  private final Resets resets;
  private final Tally tally;
  private final List<String> examples = new ArrayList<>();
  private long looked;
  private long wrong;

  /**
   * What was found.
   *
   * @param examples a few of those that are wrong
   */
  public record Found(long looked, long wrong, List<String> examples) {}

  private Recount(Users users, Resets resets, Tally tally) {
    this.users = users;
    this.resets = resets;
    this.tally = tally;
  }

  /** In one snapshot; all resets of the night have come. */
  static Found of(Database database, Users users, Resets resets, Tally tally) {
    Recount recount = new Recount(users, resets, tally);
    database.run(
        handle -> {
          handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
          String after = "";
          List<AccountView> page = Accounts.list(handle, after, PAGE);
          while (!page.isEmpty()) {
            page.forEach(recount::judge);
            after = page.get(page.size() - 1).username().key();
            page = Accounts.list(handle, after, PAGE);
          }
        });
    // One that is missing is wrong as well.
    long missing = users.size() - recount.looked;
    return new Found(recount.looked, recount.wrong + Math.abs(missing), recount.examples);
  }

  /** Accounts come by name, and so do the users. */
  private void judge(AccountView shown) {
    User user = users.get((int) looked++);
    complaint(user, shown)
        .ifPresent(
            says -> {
              wrong++;
              if (examples.size() < EXAMPLES) {
                examples.add(says);
              }
            });
  }

  private Optional<String> complaint(User user, AccountView shown) {
    long used = tally.since(user.nth());
    Instant reset = resets.of(user.nth()).plus(Night.PERIOD);
    boolean isOver = used > user.allowanceMicros();
    if (!shown.username().equals(user.name())) {
      return Optional.of("%s stands where %s should".formatted(shown.username(), user.name()));
    } else if (shown.usage().used().micros() != used) {
      return says(user, "used µs", shown.usage().used().micros(), used);
    } else if (shown.usage().allowance().micros() != user.allowanceMicros()) {
      return says(user, "limit µs", shown.usage().allowance().micros(), user.allowanceMicros());
    } else if (!shown.nextReset().equals(reset)) {
      return says(user, "next reset", shown.nextReset(), reset);
    } else if (shown.tarpitSince().isPresent() != isOver) {
      return says(user, "in the tarpit", shown.tarpitSince().isPresent(), isOver);
    }
    return Optional.empty();
  }

  private static Optional<String> says(User user, String what, Object shown, Object counted) {
    return Optional.of("%s: %s %s, recounted %s".formatted(user.name(), what, shown, counted));
  }
}
