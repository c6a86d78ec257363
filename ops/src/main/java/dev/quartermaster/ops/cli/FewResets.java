package dev.quartermaster.ops.cli;

import dev.quartermaster.db.Database;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.quota.account.AccountView;
import dev.quartermaster.quota.account.Accounts;
import dev.quartermaster.quota.reset.ForcedReset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Resets accounts that were named, in one transaction, and tells of each. */
record FewResets(Database database, Changing changing) {

  ResetResult reset(GivenNames given) {
    List<AccountView> matched = database.transaction(handle -> inOrder(handle, given.ids()));
    Set<Long> reset =
        changing.dryRun
            ? matched.stream()
                .filter(FewResets::used)
                .map(AccountView::id)
                .collect(Collectors.toSet())
            : database.transaction(handle -> reset(handle, matched));
    List<String> lines = new ArrayList<>();
    matched.stream()
        .filter(account -> reset.contains(account.id()))
        .map(this::line)
        .forEach(lines::add);
    matched.stream()
        .filter(account -> !reset.contains(account.id()))
        .forEach(account -> lines.add(account.username() + ": already fresh"));
    return new ResetResult(matched.size(), reset.size(), given.failed(), lines);
  }

  /** How many of them there is anything to reset for. */
  long used(GivenNames given) {
    return database.transaction(handle -> inOrder(handle, given.ids())).stream()
        .filter(FewResets::used)
        .count();
  }

  private static List<AccountView> inOrder(Handle handle, List<Long> ids) {
    Map<Long, Integer> places = new HashMap<>();
    ids.forEach(id -> places.put(id, places.size()));
    return Accounts.of(handle, ids).stream()
        .sorted(Comparator.comparing(account -> places.getOrDefault(account.id(), ids.size())))
        .toList();
  }

  private Set<Long> reset(Handle handle, List<AccountView> matched) {
    String reason = changing.requiredReason();
    Set<Long> reset =
        ForcedReset.reset(handle, matched.stream().map(AccountView::id).toList(), reason).reset();
    matched.forEach(account -> Audit.record(handle, "reset", target(account, reset), reason));
    return reset;
  }

  /** That somebody tried is on record too, and told from what changed something. */
  private static String target(AccountView account, Set<Long> reset) {
    return account.username() + (reset.contains(account.id()) ? "" : ": already fresh");
  }

  private static boolean used(AccountView account) {
    return account.usage().used().micros() > 0 || account.usage().metered().micros() > 0;
  }

  private String line(AccountView account) {
    return "%s: %sreset; it had used %s s; next reset %s"
        .formatted(
            account.username(),
            changing.dryRun ? "would be " : "",
            account.usage().used().seconds().toPlainString(),
            When.at(account.nextReset(), account.asOf()));
  }
}
