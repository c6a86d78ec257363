package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.ops.config.InvalidConfiguration;
import dev.quartermaster.ops.doctor.Check;
import dev.quartermaster.ops.doctor.CheckJson;
import dev.quartermaster.ops.doctor.Doctor;
import dev.quartermaster.ops.doctor.Invariants;
import dev.quartermaster.ops.node.Installation;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "doctor",
    description = {
      "Looks at all that may be wrong, and names the mend for each.",
      "Changes nothing; works with every daemon down. Exit code 1 when something is wrong, 4 when the database cannot be reached."
    },
    footer = {
      "  quartermaster doctor                # the whole installation, in a second or two",
      "  quartermaster doctor --invariants   # prove the ledger, runs, alerts and trail"
    },
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

  /** Beside the mark; examples lie below the mend. */
  private static final int INDENT = 2;

  @Mixin private Where where;
  @Mixin private Output output;

  @Option(
      names = "--invariants",
      description = "Prove I1 to I8 from the database alone, each by a snapshot.")
  private boolean invariants;

  private final List<Check> checks = new ArrayList<>();

  @Override
  public Integer call() {
    int code = examine();
    output.print(CheckJson.of(checks), this::print);
    return code;
  }

  private int examine() {
    Installation installation;
    try {
      installation = invariants ? where.reached() : where.reachable();
    } catch (InvalidConfiguration invalid) {
      checks.add(isInvalid(invalid));
      checks.add(Check.notLookedAt("database", "nobody knows where it is"));
      return ExitCode.FAILED;
    }
    if (!invariants) {
      checks.addAll(
          installation
              .invalid()
              .map(invalid -> List.of(isInvalid(invalid)))
              .orElseGet(() -> Doctor.machine(installation)));
    }
    int reached = reach(installation);
    return reached == ExitCode.DONE && checks.stream().anyMatch(Check::isWrong)
        ? ExitCode.FAILED
        : reached;
  }

  private static Check isInvalid(InvalidConfiguration invalid) {
    int more = invalid.problems().size() - 1;
    return Check.wrong(
        "configuration",
        invalid.problems().get(0) + (more == 0 ? "" : " (and %d more)".formatted(more)),
        "correct it; 'config check' lists all");
  }

  /** Done when the database could be asked, whatever it answered. */
  private int reach(Installation installation) {
    try (Session session = where.examine(installation)) {
      checks.add(Check.ok("database", "reached at " + session.database().settings().place()));
      checks.addAll(
          invariants
              ? Invariants.prove(session.database())
              : Doctor.database(installation, session.database()));
      return ExitCode.DONE;
    } catch (RuntimeException e) {
      checks.add(
          Check.wrong(
              "database",
              ExitCode.isPlain(e)
                  ? String.valueOf(e.getMessage())
                  : BrokenConnection.of(e).orElse(e.toString()),
              "start it, or correct database.url; see ops/runbooks/database.md"));
      (invariants ? Invariants.NAMES : Doctor.FAMILIES)
          .forEach(name -> checks.add(Check.notLookedAt(name, "the database cannot be reached")));
      return ExitCode.of(e) == ExitCode.NO_DATABASE ? ExitCode.NO_DATABASE : ExitCode.FAILED;
    }
  }

  private void print(PrintStream out) {
    for (Check check : checks) {
      said(out, mark(check) + " " + check.name() + ": " + check.detail(), INDENT);
      if (check.isWrong()) {
        said(out, "    mend: " + check.mend(), 3 * INDENT);
      }
      check
          .broken()
          .ifPresent(
              broken -> broken.first().forEach(one -> said(out, "    · " + one, 3 * INDENT)));
    }
    out.println();
    long wrong = checks.stream().filter(Check::isWrong).count();
    out.println(
        wrong == 0
            ? "✔ All is well."
            : "✘ %d of %d checks found something wrong.".formatted(wrong, checks.size()));
  }

  /** The first line as it is, the others below it, indented. */
  private static void said(PrintStream out, String text, int indent) {
    String line = text.replaceAll("\\p{Cntrl}+", " ");
    String lead = line.substring(0, line.length() - line.stripLeading().length());
    String wrapped = Table.wrapped(line.strip(), Math.max(lead.length(), indent));
    // The mark stands out by the indent.
    out.println(lead + wrapped.strip());
  }

  private static String mark(Check check) {
    return switch (check.state()) {
      case OK -> "✔";
      case WRONG -> "✘";
      case NOT_LOOKED_AT -> "–";
    };
  }
}
