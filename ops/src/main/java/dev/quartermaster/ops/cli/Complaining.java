package dev.quartermaster.ops.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.quartermaster.ops.importing.Complaints;

/** Shows what was wrong with the lines of a file. */
final class Complaining {

  private static final int SHOWN = 20;

  private Complaining() {}

  static void print(Complaints complaints) {
    complaints.first().stream().limit(SHOWN).forEach(System.err::println);
    if (complaints.count() > SHOWN) {
      System.err.printf("… and %s more%n", Count.of(complaints.count() - SHOWN, "line"));
    }
  }

  static void add(ObjectNode document, Complaints complaints) {
    ArrayNode errors = document.putArray("errors");
    complaints.first().forEach(errors::add);
  }
}
