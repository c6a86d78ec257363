package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.quota.bulk.Act;
import dev.quartermaster.quota.bulk.Chosen;
import dev.quartermaster.quota.bulk.Operation;
import dev.quartermaster.quota.bulk.Preview;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@WantsReason
@Command(
    name = "reset",
    description = {
      "Give accounts a fresh allowance now; their next reset time stays where it is.",
      "Can be stopped and run again: it goes on where it was."
    },
    footer = {
      "  quartermaster reset ada --reason \"ticket 4711\"",
      "  quartermaster reset --file users.txt --reason \"ticket 4711\" --yes",
      "  quartermaster reset --overdue --reason \"after the outage\" --yes",
      "  quartermaster reset --tarpit --dry-run"
    },
    mixinStandardHelpOptions = true)
final class ResetCommand implements Callable<Integer> {

  /** By name and in one transaction; more are done in bulk. */
  private static final int FEW = 1_000;

  @Mixin private Where where;
  @Mixin private Output output;
  @Mixin private Changing changing;
  @Mixin private ManyAccounts many;

  @Parameters(paramLabel = "USER", arity = "0..*", description = "Names, in any case.")
  private List<String> users = List.of();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Names from a file, one a line; - is standard input.")
  private @Nullable String file;

  @Option(names = "--tarpit", description = "Those that are in the tarpit.")
  private boolean tarpit;

  @Override
  public Integer call() {
    int given =
        (users.isEmpty() ? 0 : 1) + (file == null ? 0 : 1) + (tarpit ? 1 : 0) + many.given();
    if (given != 1) {
      throw new BadInput(
          (given == 0
                  ? "say which accounts: "
                  : "only one of these at a time says which accounts: ")
              + "names, or one of --file, --plan, --overdue, --tarpit and --all");
    }
    if (!changing.dryRun) {
      changing.requiredReason();
    }
    List<String> names = file == null ? users : GivenNames.read(file);
    long began = System.nanoTime();
    try (Session session = where.look()) {
      session.database().run(many::check);
      ResetResult result =
          (tarpit ? Optional.<Chosen>of(new Chosen.InTarpit()) : many.chosen())
              .map(chosen -> inBulk(session, chosen, Map.of()))
              .orElseGet(() -> byName(session, names));
      result.print(output, changing.dryRun, (System.nanoTime() - began) / 1e9);
      return result.failed().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private ResetResult byName(Session session, List<String> names) {
    GivenNames given =
        session.database().transaction(handle -> GivenNames.of(handle, new ArrayList<>(names)));
    if (given.ids().size() > FEW) {
      return inBulk(session, new Chosen.Named(given.ids()), given.failed());
    }
    FewResets few = new FewResets(session.database(), changing);
    if (!changing.dryRun && !changing.yes && given.ids().size() > 1) {
      changing.confirm(asked(given, few.used(given)), given.ids().size());
    }
    return few.reset(given);
  }

  private static String asked(GivenNames given, long used) {
    int there = given.ids().size();
    String which =
        used == there
            ? "%,d accounts".formatted(there)
            : "%,d of %,d accounts".formatted(used, there);
    String wrong =
        given.failed().isEmpty()
            ? ""
            : ", and %,d of the names are nobody's".formatted(given.failed().size());
    return which + " would be reset" + wrong;
  }

  private ResetResult inBulk(Session session, Chosen chosen, Map<String, String> failed) {
    InBulk bulk = new InBulk(session, changing);
    if (changing.dryRun || !changing.yes) {
      Preview preview = session.database().transaction(handle -> Preview.ofReset(handle, chosen));
      if (changing.dryRun) {
        bulk.tellLeft(new Act.Reset(), chosen);
        return new ResetResult(preview.matched(), preview.changed(), failed, List.of());
      }
      changing.confirm(
          "%,d accounts would be reset".formatted(preview.changed()), preview.matched());
    }
    Operation done = bulk.run(new Act.Reset(), chosen);
    return new ResetResult(done.matched(), done.changed().orElse(0L), failed, List.of());
  }
}
