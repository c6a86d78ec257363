package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.usage.Why.Reason;
import java.io.PrintStream;
import java.util.List;

/** Why an account's running period is as it is, for people and for scripts. */
final class WhyTable {

  private WhyTable() {}

  static ArrayNode json(List<Reason> why) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Reason reason : why) {
      all.addObject()
          .put("at", reason.at().toString())
          .put("what", reason.what())
          .put("cpu_s", reason.cpu().map(CpuTime::seconds).orElse(null))
          .put("detail", reason.detail().orElse(null))
          .put("until", reason.until().map(Object::toString).orElse(null));
    }
    return all;
  }

  static void print(PrintStream out, List<Reason> why) {
    if (why.isEmpty()) {
      return;
    }
    out.println();
    out.println("WHY");
    Table table = new Table("AT", "WHAT", ">s", "DETAIL").giving(3);
    for (Reason reason : why) {
      table.row(
          // Use is known by the day.
          reason.what().equals("used") || reason.what().equals("metered")
              ? "on " + When.absolute(reason.at()).substring(0, 10)
              : When.absolute(reason.at()),
          reason.what(),
          reason.cpu().map(cpu -> Seconds.shown(cpu)).orElse(""),
          detail(reason));
    }
    table.print(out);
  }

  private static String detail(Reason reason) {
    String said = reason.detail().orElse("");
    String until = reason.until().map(end -> "until " + When.absolute(end)).orElse("");
    String unit = reason.what().equals("warning") ? " %" : "";
    return said.isEmpty() || until.isEmpty() ? said + unit + until : said + ", " + until;
  }
}
