package dev.quartermaster.ops.api;

/** Hears how many records were reported to this node, and what became of them. */
@FunctionalInterface
public interface UsageCounts {

  /** Of one request. */
  void add(long accepted, long duplicates, long rejected);
}
