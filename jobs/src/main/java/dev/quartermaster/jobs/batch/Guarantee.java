package dev.quartermaster.jobs.batch;

/**
 * The outcome that a job stands for, as a query that needs nothing of the job: whoever watches can
 * ask whether it holds, also when the job says that all is well.
 *
 * @param says in plain words, such as {@code no account is overdue for more than 15 minutes}
 * @param violations a query of one row and one column: how many violate it now; 0 when it holds
 */
public record Guarantee(String says, String violations) {}
