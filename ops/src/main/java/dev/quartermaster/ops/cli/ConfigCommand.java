package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.config.ConfigurationReference;
import dev.quartermaster.ops.config.EffectiveConfiguration;
import dev.quartermaster.ops.config.InvalidConfiguration;
import dev.quartermaster.ops.config.Problem;
import dev.quartermaster.ops.node.Installation;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "config",
    description = "The configuration: check it, show what counts, list every key.",
    footer = {
      "  quartermaster config check",
      "  quartermaster config reference > quartermaster.yaml"
    },
    mixinStandardHelpOptions = true)
final class ConfigCommand {

  private static final String INDENT = "    ";

  @Command(
      name = "check",
      description = "Read it and say all that is wrong.",
      footer = {"  quartermaster config check --config /etc/quartermaster/quartermaster.yaml"},
      mixinStandardHelpOptions = true)
  int check(@Mixin Where named, @Mixin Output output) {
    EffectiveConfiguration effective;
    try {
      effective = named.installation().effective();
    } catch (InvalidConfiguration invalid) {
      if (output.json) {
        output.print(verdict(invalid), out -> {});
        return ExitCode.BAD_INPUT;
      }
      throw invalid;
    }
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("ok", true);
    document.putArray("problems");
    ArrayNode warnings = document.putArray("warnings");
    List<String> all =
        new ArrayList<>(effective.warnings().stream().map(Problem::toString).toList());
    all.addAll(Programs.missing(effective));
    all.forEach(warnings::add);
    output.print(
        document,
        out -> {
          all.forEach(warning -> out.println("warning: " + warning));
          out.println("The configuration is valid.");
        });
    return ExitCode.DONE;
  }

  private static ObjectNode verdict(InvalidConfiguration invalid) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("ok", false);
    ArrayNode problems = document.putArray("problems");
    invalid.problems().forEach(problem -> problems.add(problem.toString()));
    return document;
  }

  @Command(
      name = "show",
      description = "Every effective value and where it comes from; secrets are masked.",
      footer = {"  quartermaster config show", "  quartermaster config show --json"},
      mixinStandardHelpOptions = true)
  int show(@Mixin Where named, @Mixin Output output) {
    Installation installation = named.installation();
    ArrayNode values = JsonNodeFactory.instance.arrayNode();
    List<EffectiveConfiguration.Line> lines = installation.effective().lines();
    for (EffectiveConfiguration.Line line : lines) {
      values
          .addObject()
          .put("key", line.key())
          .put("value", line.value())
          .put("from", line.origin());
    }
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.set("values", values);
    output.print(document, out -> lines.forEach(line -> print(out, line)));
    return ExitCode.DONE;
  }

  /** As the file would have it, and where it is from; a long value goes on below, indented. */
  private static void print(PrintStream out, EffectiveConfiguration.Line line) {
    String key = line.key() + ":";
    String origin = "# " + line.origin();
    if (fits(key, line.value(), origin)) {
      out.println(key + " " + line.value() + "  " + origin);
      return;
    }
    out.println(key);
    if (fits(INDENT, line.value(), origin)) {
      out.println(INDENT + line.value() + "  " + origin);
    } else {
      out.println(Table.wrapped(line.value(), INDENT.length()));
      out.println(INDENT + origin);
    }
  }

  private static boolean fits(String key, String value, String origin) {
    return key.length() + 1 + value.length() + 2 + origin.length() <= Table.WIDTH;
  }

  @Command(
      name = "reference",
      description = "Every key with its default, as a file to start from.",
      footer = {"  quartermaster config reference > quartermaster.yaml"},
      mixinStandardHelpOptions = true)
  int reference() {
    System.out.print(ConfigurationReference.text());
    return ExitCode.DONE;
  }

  static String lines(Iterable<Problem> problems) {
    StringBuilder text = new StringBuilder();
    problems.forEach(
        problem -> text.append(text.isEmpty() ? "" : System.lineSeparator()).append(problem));
    return text.toString();
  }
}
