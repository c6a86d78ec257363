package dev.quartermaster.jobs.kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.postgresql.core.Parser;

/**
 * One statement that changes rows and returns none. It is run as it is written, so that what runs
 * in psql runs here; only {@code :batch_size} is replaced, by the number of a batch's items.
 */
public final class SqlStatement {

  private static final String SIZE = ":batch_size";
  private static final Set<String> CHANGING = Set.of("INSERT", "UPDATE", "DELETE", "MERGE");
  private static final String BEGINNINGS = "INSERT, UPDATE, DELETE, MERGE or WITH";
  private static final Set<String> READING = Set.of("SELECT", "VALUES", "TABLE");

  private final String text;
  private final List<Integer> sizes = new ArrayList<>();
  private Optional<String> verb = Optional.empty();
  private boolean with;
  private int depth;

  private SqlStatement(String text) {
    this.text = text;
  }

  /**
   * Reads a statement.
   *
   * @throws IllegalArgumentException when it is more than one, changes no row, or returns rows
   */
  public static SqlStatement parse(String text) {
    SqlStatement statement = new SqlStatement(text);
    statement.read(text.toCharArray());
    if (statement.verb.isEmpty()) {
      throw wrong("does not begin with " + BEGINNINGS);
    }
    return statement;
  }

  /** Whether it bounds itself by the size of a batch; else each batch is all of it. */
  public boolean isBounded() {
    return !sizes.isEmpty();
  }

  /** As it is run for a batch of that many items. */
  String withBatchSize(int size) {
    StringBuilder bound = new StringBuilder(text);
    for (int i = sizes.size() - 1; i >= 0; i--) {
      // With spaces: LIMIT:batch_size is fine too.
      bound.replace(sizes.get(i), sizes.get(i) + SIZE.length(), " " + size + " ");
    }
    return bound.toString();
  }

  /** Quotes and comments are passed over by the driver's own reading of them. */
  private void read(char[] sql) {
    boolean ended = false;
    for (int i = 0; i < sql.length; i++) {
      int last = quoted(sql, i);
      if (last > i) {
        i = last;
      } else if (ended && !Character.isWhitespace(sql[i])) {
        throw wrong("is more than one: leave one, and give each other one a schedule of its own");
      } else if (Parser.isIdentifierStartChar(sql[i])) {
        i = word(sql, i);
      } else if (sql[i] == ';') {
        ended = true;
      } else {
        sign(sql, i);
      }
    }
  }

  /** The last character of what is quoted or a comment there; the same place when nothing is. */
  private static int quoted(char[] sql, int i) {
    return switch (sql[i]) {
      case '\'' -> Parser.parseSingleQuotes(sql, i, true);
      case '"' -> Parser.parseDoubleQuotes(sql, i);
      case '$' -> Parser.parseDollarQuotes(sql, i);
      case '-' -> Parser.parseLineComment(sql, i);
      case '/' -> Parser.parseBlockComment(sql, i);
      default -> i;
    };
  }

  private void sign(char[] sql, int i) {
    if (sql[i] == '(') {
      depth++;
    } else if (sql[i] == ')') {
      depth--;
    } else if (text.startsWith(SIZE, i) && !isCast(sql, i) && !goesOn(sql, i + SIZE.length())) {
      sizes.add(i);
    }
  }

  private static boolean isCast(char[] sql, int colon) {
    return colon > 0 && sql[colon - 1] == ':';
  }

  private static boolean goesOn(char[] sql, int i) {
    return i < sql.length && Parser.isIdentifierContChar(sql[i]);
  }

  private int word(char[] sql, int begin) {
    int end = begin;
    while (goesOn(sql, end + 1)) {
      end++;
    }
    if (depth == 0) {
      judge(text.substring(begin, end + 1).toUpperCase(Locale.ROOT));
    }
    return end;
  }

  /** Only words outside of parentheses come here. */
  private void judge(String word) {
    if (verb.isPresent()) {
      if (word.equals("RETURNING")) {
        throw wrong("returns rows, which nobody would read: leave out RETURNING");
      }
    } else if (CHANGING.contains(word)) {
      verb = Optional.of(word);
    } else if (with && READING.contains(word)) {
      throw wrong("only returns rows: have its last part be INSERT, UPDATE, DELETE or MERGE");
    } else if (!with && !word.equals("WITH")) {
      throw wrong("begins with %s; it has to begin with %s".formatted(word, BEGINNINGS));
    } else {
      with = true;
    }
  }

  private static IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("the statement " + what);
  }
}
