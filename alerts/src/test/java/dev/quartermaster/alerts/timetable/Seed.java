package dev.quartermaster.alerts.timetable;

/** The seed of a random test: new in every run, or the one that failed before. */
final class Seed {

  private Seed() {}

  /** Taken back by {@code -Dtest.args=-D<property>=<seed>}. */
  static long of(String property) {
    return Long.getLong(property, System.nanoTime());
  }
}
