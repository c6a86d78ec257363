package dev.quartermaster.jobs.batch;

/** Keeps lines with a run's record, for the person who asks what it did. */
@FunctionalInterface
public interface RunLog {

  /**
   * Adds a line. Quick, and never fails the work: of a run that says too much, the lines after its
   * first are dropped, and that is said.
   */
  void line(String text);
}
