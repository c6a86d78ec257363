package dev.quartermaster.jobs.quartz;

/** Hears of everything that this process mends in Quartz's tables; must not throw. */
public interface RepairObserver {

  void mended(Repair repair);

  /** Hears nothing. */
  RepairObserver NONE = repair -> {};
}
