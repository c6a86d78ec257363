package dev.quartermaster.jobs.kind;

import dev.quartermaster.jobs.batch.OutsideJob;

/** Stands in for a job that cannot be made, so that its runs say why. */
record UnusableJob(String schedule, Throwable why) implements OutsideJob {

  @Override
  public void run(Assignment assignment) throws Failed {
    String said = why.getMessage() == null ? why.toString() : why.getMessage();
    throw new Failed(
        "schedule '%s' cannot run as it is declared: %s".formatted(schedule, said), why);
  }
}
