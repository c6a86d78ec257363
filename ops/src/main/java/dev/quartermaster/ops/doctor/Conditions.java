package dev.quartermaster.ops.doctor;

import java.util.Set;
import java.util.TreeSet;

/** What an alert can be called. */
public final class Conditions {

  private Conditions() {}

  /** All names, in the order of the alphabet. */
  public static Set<String> names() {
    Set<String> names = new TreeSet<>();
    Family.ALL.forEach(family -> names.addAll(family.of()));
    return names;
  }
}
