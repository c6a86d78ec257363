package dev.quartermaster.ops.config;

import java.util.Optional;

/** A value that its key does not take; the message follows the key's name in a sentence. */
final class BadValue extends Exception {

  private final transient Optional<Origin> at;

  BadValue(String predicate) {
    this(predicate, Optional.empty());
  }

  private BadValue(String predicate, Optional<Origin> at) {
    super(predicate);
    this.at = at;
  }

  String predicate() {
    return String.valueOf(getMessage());
  }

  /** This, said of a part of the value that stands at {@code place}. */
  BadValue at(Origin place) {
    return new BadValue(predicate(), Optional.of(at.orElse(place)));
  }

  /** Where inside the value, when that is known more closely than its key's line. */
  Optional<Origin> at() {
    return at;
  }
}
