package dev.quartermaster.jobs.quartz;

/**
 * Something in Quartz's tables that is not as it should be.
 *
 * @param says what, in plain words; equal at each look as long as the rows are
 */
record Finding(String schedule, Flaw flaw, String says) {}
