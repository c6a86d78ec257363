package dev.quartermaster.jobs.kind;

/** Whether processes live: a zombie that nobody asks after does not. */
final class Alive {

  private Alive() {}

  static boolean is(long pid) {
    return ProcessStat.of(pid).filter(stat -> !stat.isZombie()).isPresent();
  }
}
