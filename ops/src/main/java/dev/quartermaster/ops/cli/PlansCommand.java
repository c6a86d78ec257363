package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.audit.Audit;
import dev.quartermaster.ops.cli.Where.Session;
import dev.quartermaster.quota.account.Plan;
import dev.quartermaster.quota.account.Plans;
import dev.quartermaster.quota.period.PeriodLength;
import java.math.BigDecimal;
import java.util.List;
import org.jdbi.v3.core.Handle;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "plans",
    description = "Plans: list, set.",
    footer = {"  quartermaster plans list", "  quartermaster plans set pro --allowance-s 2000"},
    mixinStandardHelpOptions = true)
final class PlansCommand {

  @Command(
      name = "list",
      description = "All plans.",
      footer = {"  quartermaster plans list", "  quartermaster plans list --json"},
      mixinStandardHelpOptions = true)
  int list(@Mixin Where where, @Mixin Output output) {
    try (Session session = where.look()) {
      print(output, session.database().transaction(Plans::list));
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "set",
      description =
          "Make a plan, or change its allowance; a larger one releases its accounts at once.",
      footer = {
        "  quartermaster plans set pro --allowance-s 2000 --reason \"new price list\"",
        "  quartermaster plans set batch --allowance-s 50000 --period P7D",
        "  quartermaster plans set free --allowance-s 120 --dry-run"
      },
      mixinStandardHelpOptions = true)
  int set(
      @Mixin Where where,
      @Mixin Output output,
      @Mixin Changing changing,
      @Parameters(paramLabel = "NAME", description = "The plan's name.") String name,
      @Option(
              names = "--allowance-s",
              paramLabel = "N",
              required = true,
              description = "Seconds of CPU time a period.")
          BigDecimal allowance,
      @Option(
              names = "--period",
              paramLabel = "PERIOD",
              description = "P1D, P7D, P1M; P1D when not given.",
              defaultValue = "P1D")
          String period) {
    if (!name.matches("[a-z0-9-]{1,40}")) {
      throw new BadInput(
          "plan '%s': a name has 1 to 40 lower-case letters, digits and hyphens".formatted(name));
    }
    Plan plan =
        new Plan(name, Seconds.parse("--allowance-s", allowance), PeriodLength.parse(period));
    try (Session session = where.change()) {
      long accounts = session.database().transaction(handle -> Plans.accounts(handle, name));
      changing.confirm("plan '%s' has %s".formatted(name, Count.of(accounts, "account")), accounts);
      set(session, plan, changing);
      if (changing.dryRun && !output.json) {
        System.out.printf("would be, for %s:%n", Count.of(accounts, "account"));
      }
      print(output, List.of(plan));
    }
    return ExitCode.DONE;
  }

  private static void set(Session session, Plan plan, Changing changing) {
    if (changing.dryRun) {
      session.database().run(handle -> changing.tried(handle, () -> tried(handle, plan)));
      return;
    }
    Plans.setInSteps(
        session.database(),
        plan,
        handle -> Audit.record(handle, "plans set", plan.name(), changing.reason));
  }

  private static Plan tried(Handle handle, Plan plan) {
    Plans.put(handle, plan);
    return plan;
  }

  private static void print(Output output, List<Plan> plans) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    ArrayNode all = document.putArray("plans");
    Table table = new Table("PLAN", ">ALLOWANCE s", "PERIOD");
    for (Plan plan : plans) {
      all.addObject()
          .put("name", plan.name())
          .put("allowance_s", plan.allowance().seconds())
          .put("period", plan.period().toString());
      table.row(plan.name(), Seconds.shown(plan.allowance()), plan.period().toString());
    }
    output.print(document, table::print);
  }
}
