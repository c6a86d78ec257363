package dev.quartermaster.ops.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** Arguments that are one of a few words: typed in any case, told and completed in lower case. */
final class EnumWords {

  private EnumWords() {}

  /** Has a command and those below it take, tell and complete them so. */
  static void teach(CommandLine line) {
    for (ArgSpec argument : List.copyOf(line.getCommandSpec().args())) {
      if (argument.type().isEnum()) {
        teach(line, argument, argument.type());
      }
    }
    line.getSubcommands().values().forEach(EnumWords::teach);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static void teach(CommandLine line, ArgSpec argument, Class type) {
    List<Enum> constants = Stream.of(type.getEnumConstants()).map(Enum.class::cast).toList();
    List<String> words = constants.stream().map(EnumWords::word).toList();
    line.registerConverter(type, (ITypeConverter) text -> constant(constants, words, text));
    replace(line.getCommandSpec(), argument, words);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <T> T constant(List<T> constants, List<String> words, String text) {
    int index = words.indexOf(text.toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw new TypeConversionException(
          "'%s' is none of %s".formatted(text, String.join(", ", words)));
    }
    return constants.get(index);
  }

  /**
   * An argument is not changed once it is there; one like it with other candidates takes its place.
   */
  private static void replace(CommandSpec command, ArgSpec argument, List<String> words) {
    command.remove(argument);
    if (argument instanceof OptionSpec option) {
      command.addOption(OptionSpec.builder(option).completionCandidates(words).build());
    } else if (argument instanceof PositionalParamSpec position) {
      command.addPositional(
          PositionalParamSpec.builder(position).completionCandidates(words).build());
    }
  }
}
