package dev.quartermaster.ops.config;

import java.util.Optional;
import java.util.Set;

/**
 * One key: all that parsing, checks, environment, show and reference know of it.
 *
 * @param name within its section; at the top with dots, {@code http.port}
 */
record Key<T>(Section section, String name, Type<T> type, Words words, Rules rules) {

  static final String FILE = "-file";

  /**
   * For people; {@code initial} is the default and {@code example} a value, both as YAML on one
   * line.
   */
  record Words(String meaning, Optional<String> initial, Optional<String> example) {}

  /**
   * @param kinds the kinds of entry that take it; empty for all
   * @param required at least one key of its group has to be given
   * @param group of all keys of one group, at most one is given; a later layer's choice replaces an
   *     earlier one's
   */
  record Rules(Set<String> kinds, boolean required, String group) {}

  static <T> Key<T> of(Section section, String name, Type<T> type, String meaning) {
    return new Key<>(section, name, type, words(meaning), new Rules(Set.of(), false, name));
  }

  static Words words(String meaning) {
    return new Words(meaning, Optional.empty(), Optional.empty());
  }

  Key<T> initially(String yaml) {
    return with(new Words(words.meaning(), Optional.of(yaml), words.example()));
  }

  Key<T> example(String yaml) {
    return with(new Words(words.meaning(), words.initial(), Optional.of(yaml)));
  }

  Key<T> required() {
    return with(new Rules(rules.kinds(), true, rules.group()));
  }

  Key<T> onlyFor(String... kinds) {
    return with(new Rules(Set.of(kinds), rules.required(), rules.group()));
  }

  Key<T> insteadOf(String group) {
    return with(new Rules(rules.kinds(), rules.required(), group));
  }

  private Key<T> with(Words others) {
    return new Key<>(section, name, type, others, rules);
  }

  private Key<T> with(Rules others) {
    return new Key<>(section, name, type, words, others);
  }

  boolean isFor(String kind) {
    return rules.kinds().isEmpty() || rules.kinds().contains(kind);
  }

  /** Whether it is the {@code …-file} of a secret. */
  boolean isFile() {
    return type instanceof Type.Hidden && name.endsWith(FILE);
  }

  /** The name its value is kept under: a secret's, whether it came from a file or not. */
  String keptAs() {
    return isFile() ? name.substring(0, name.length() - FILE.length()) : name;
  }
}
