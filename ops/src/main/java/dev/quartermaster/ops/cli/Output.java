package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Where a command's answer goes: one JSON document with --json, lines for people otherwise. */
final class Output {

  @Option(names = "--json", description = "Print one JSON document and nothing else.")
  boolean json;

  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  /** Prints the one form or the other. */
  void print(JsonNode document, Consumer<PrintStream> forPeople) {
    if (json) {
      out.println(text(document));
    } else {
      forPeople.accept(out);
    }
  }

  private static String text(JsonNode document) {
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
