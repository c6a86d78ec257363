package dev.quartermaster.quota.testing;

/** The seed of a random test: new in every run, or the one that failed before. */
public final class Seed {

  private Seed() {}

  /** Taken back by {@code -Dtest.args=-D<property>=<seed>}. */
  public static long of(String property) {
    return Long.getLong(property, System.nanoTime());
  }
}
