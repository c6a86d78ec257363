package dev.quartermaster.jobs.quartz;

import java.time.Instant;

/**
 * Something in Quartz's tables that was mended.
 *
 * @param schedule {@value #ALL} when it was of all of them
 * @param at by the database's clock
 * @param node that mended it
 * @param found what was wrong, in plain words
 * @param did what was done about it
 */
public record Repair(String schedule, Instant at, String node, String found, String did) {

  /** Stands for every schedule. */
  public static final String ALL = "*";
}
