package dev.quartermaster.quota.charge;

/** A reset or a new rule came between reading an account and charging it: read again. */
final class StalePeriod extends RuntimeException {
  StalePeriod(String whose) {
    super("the period " + whose + " changed meanwhile");
  }
}
