package dev.quartermaster.ops.cli;

import dev.quartermaster.ops.config.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "man",
    description = {
      "Show the manual page of a command, or write the pages of all commands.",
      "Off a terminal, the page as man reads it: in the macros of man(7)."
    },
    footer = {
      "  quartermaster man accounts show",
      "  quartermaster man --to ~/.local/share/man/man1 && man quartermaster-reset"
    },
    mixinStandardHelpOptions = true)
final class ManCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "Its words, such as accounts show; none is the program as a whole.")
  private List<String> words = List.of();

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Write a file quartermaster-….1 for the command and each below it into DIR.")
  private @Nullable Path directory;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandLine line = Cli.line();
    for (String word : words) {
      line = below(line, word);
    }
    if (directory != null) {
      write(line, directory);
    } else if (Terminal.draws()) {
      show(line);
    } else {
      System.out.print(ManPage.of(line.getCommandSpec()));
    }
    return ExitCode.DONE;
  }

  private static CommandLine below(CommandLine line, String word) {
    CommandLine found = line.getSubcommands().get(word);
    if (found == null) {
      throw new BadInput(
          "there is no command '%s %s'%s"
              .formatted(
                  line.getCommandSpec().qualifiedName(),
                  word,
                  Nearest.mend(word, line.getSubcommands().keySet())));
    }
    return found;
  }

  private static void write(CommandLine line, Path directory) {
    List<CommandLine> pages = pages(line).toList();
    try {
      Files.createDirectories(directory);
      for (CommandLine page : pages) {
        Path file = directory.resolve(ManPage.name(page.getCommandSpec()) + ".1");
        Files.writeString(file, ManPage.of(page.getCommandSpec()));
      }
    } catch (IOException e) {
      throw new BadInput("%s cannot be written: %s".formatted(directory, e));
    }
    System.out.printf(
        "%s written to %s; 'man -l %s' shows one.%n",
        Count.of(pages.size(), "page"),
        directory,
        directory.resolve(ManPage.name(line.getCommandSpec()) + ".1"));
  }

  private static Stream<CommandLine> pages(CommandLine line) {
    return Stream.concat(
        Stream.of(line), line.getSubcommands().values().stream().flatMap(ManCommand::pages));
  }

  /** By the machine's own man; where there is none, the help says the same. */
  private static void show(CommandLine line) throws IOException, InterruptedException {
    // The pager shows the file's name.
    Path directory = Files.createTempDirectory("quartermaster-man");
    Path file = directory.resolve(ManPage.name(line.getCommandSpec()) + ".1");
    try {
      Files.writeString(file, ManPage.of(line.getCommandSpec()));
      int code = new ProcessBuilder("man", "-l", file.toString()).inheritIO().start().waitFor();
      if (code != 0) {
        throw new ExitCode.Failed(
            "man ended with %d; 'man --to DIR' writes the page".formatted(code));
      }
    } catch (IOException e) {
      // There is no man here.
      line.usage(System.out);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }
}
