package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.node.Version;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A manual page of a command, in the macros of man(7): its --help in another form. The library's
 * own way to one goes through AsciiDoc and Asciidoctor, which is larger than this program.
 */
final class ManPage {

  private static final Pattern NOT_ASCII = Pattern.compile("[^\\x00-\\x7f]");

  private final CommandSpec command;
  private final Help help;
  private final StringBuilder page = new StringBuilder();

  private ManPage(CommandSpec command) {
    this.command = command;
    this.help = new HelpText(command, Help.defaultColorScheme(Ansi.OFF));
  }

  /** {@code quartermaster-accounts-show}, as the page is called. */
  static String name(CommandSpec command) {
    return command.qualifiedName("-");
  }

  /** The page as a text. */
  static String of(CommandSpec command) {
    ManPage page = new ManPage(command);
    page.about();
    page.arguments();
    page.commands();
    page.exitCodes();
    page.examples();
    page.seeAlso();
    return page.page.toString();
  }

  private void line(String macro) {
    page.append(macro).append('\n');
  }

  private void section(String heading) {
    line(".SH " + heading);
  }

  /** Nothing that is written here is taken for a macro. */
  private void text(String text) {
    String escaped = escaped(text);
    line(escaped.matches("[.'].*") ? "\\&" + escaped : escaped);
  }

  private static String escaped(String text) {
    return NOT_ASCII
        .matcher(plain(text))
        .replaceAll(letter -> "\\\\[u%04X]".formatted(letter.group().codePointAt(0)));
  }

  private static String plain(String text) {
    return text.replace("\\", "\\e")
        .replace("-", "\\-")
        .replace("'", "\\(aq")
        .replace("`", "\\(ga")
        .replace("^", "\\(ha")
        .replace("~", "\\(ti");
  }

  /** The lines of a text, their placeholders filled in. */
  private static List<String> filled(String... texts) {
    return Arrays.stream(texts).map(String::format).toList();
  }

  private void about() {
    line(
        ".TH \"%s\" \"1\" \"\" \"quartermaster %s\" \"Quartermaster\""
            .formatted(name(command).toUpperCase(Locale.ROOT), Version.TEXT));
    List<String> description = filled(command.usageMessage().description());
    section("NAME");
    text(name(command) + " - " + description.get(0).replaceFirst("\\.$", ""));
    section("SYNOPSIS");
    text(help.synopsis(0).strip().replaceAll("\\s+", " "));
    section("DESCRIPTION");
    for (String paragraph : description) {
      line(".PP");
      text(paragraph);
    }
  }

  private void arguments() {
    List<PositionalParamSpec> positions =
        command.positionalParameters().stream().filter(one -> !one.hidden()).toList();
    if (!positions.isEmpty()) {
      section("ARGUMENTS");
      positions.forEach(one -> item(one.paramLabel(), description(one)));
    }
    section("OPTIONS");
    command.options().stream()
        .filter(option -> !option.hidden())
        .sorted((a, b) -> a.longestName().compareTo(b.longestName()))
        .forEach(option -> item(label(option), description(option)));
  }

  private String label(OptionSpec option) {
    String value =
        help.parameterLabelRenderer()
            .renderParameterLabel(option, Ansi.OFF, List.of())
            .plainString();
    return String.join(", ", option.names()) + value;
  }

  private static String description(ArgSpec argument) {
    return String.join(" ", filled(argument.description()));
  }

  private void item(String name, String says) {
    line(".TP");
    line(".B \"" + escaped(name) + "\"");
    text(says);
  }

  private void commands() {
    if (!command.subcommands().isEmpty()) {
      section("COMMANDS");
      below().forEach(one -> item(one.name(), filled(one.usageMessage().description()).get(0)));
    }
  }

  private Stream<CommandSpec> below() {
    return command.subcommands().values().stream().map(CommandLine::getCommandSpec);
  }

  private void exitCodes() {
    section("EXIT STATUS");
    command.root().usageMessage().exitCodeList().forEach(this::item);
  }

  private void examples() {
    section("EXAMPLES");
    line(".EX");
    filled(command.usageMessage().footer()).forEach(this::text);
    line(".EE");
  }

  private void seeAlso() {
    List<CommandSpec> others = new ArrayList<>();
    if (command.parent() != null) {
      others.add(command.parent());
    }
    below().forEach(others::add);
    if (!others.isEmpty()) {
      section("SEE ALSO");
      line(
          others.stream()
              .map(other -> "\\fB%s\\fR(1)".formatted(escaped(name(other))))
              .collect(Collectors.joining(",\n")));
    }
  }
}
