package dev.quartermaster.db;

/**
 * How busy a pool is, at one moment.
 *
 * @param busy connections that somebody uses
 * @param size connections that there may be at most
 * @param waiting threads that wait for one
 */
public record PoolLoad(int busy, int size, int waiting) {

  /** Whether whoever asks now has to wait. */
  public boolean isExhausted() {
    return busy >= size;
  }
}
