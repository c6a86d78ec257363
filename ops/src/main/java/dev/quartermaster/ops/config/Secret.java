package dev.quartermaster.ops.config;

/**
 * A value that must not be shown: it prints as {@code ***}, also inside other records.
 *
 * @param reveal the secret itself, for the one place that needs it
 */
public record Secret(String reveal) {

  static final String SHOWN = "***";

  @Override
  public String toString() {
    return SHOWN;
  }
}
