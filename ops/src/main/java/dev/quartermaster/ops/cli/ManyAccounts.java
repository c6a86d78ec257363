package dev.quartermaster.ops.cli;

import dev.quartermaster.quota.account.Plans;
import dev.quartermaster.quota.bulk.Chosen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that choose many accounts at once. */
final class ManyAccounts {

  @Option(names = "--all", description = "Every account.")
  private boolean all;

  @Option(names = "--plan", paramLabel = "PLAN", description = "The accounts on a plan.")
  private @Nullable String plan;

  @Option(
      names = "--overdue",
      description = "Those with a period that has ended and is not settled yet.")
  private boolean overdue;

  /** How many of them are given. */
  int given() {
    return choices().size();
  }

  /** The one that is given; empty when none is. */
  Optional<Chosen> chosen() {
    return choices().stream().findFirst();
  }

  private List<Chosen> choices() {
    List<Chosen> choices = new ArrayList<>();
    if (all) {
      choices.add(new Chosen.All());
    }
    if (plan != null) {
      choices.add(new Chosen.OnPlan(plan));
    }
    if (overdue) {
      choices.add(new Chosen.Overdue());
    }
    return choices;
  }

  /** Refuses a plan that there is not. */
  void check(Handle handle) {
    if (plan != null && Plans.find(handle, plan).isEmpty()) {
      throw new BadInput(
          "there is no plan '%s'; 'plans list' shows those that there are".formatted(plan));
    }
  }
}
