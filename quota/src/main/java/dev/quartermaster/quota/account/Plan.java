package dev.quartermaster.quota.account;

import dev.quartermaster.quota.charge.CpuTime;
import dev.quartermaster.quota.period.PeriodLength;

/** An allowance for each period, under a name. */
public record Plan(String name, CpuTime allowance, PeriodLength period) {

  /** The plan that is there from the start: 100 s a day. */
  public static final String FREE = "free";
}
