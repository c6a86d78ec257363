package dev.quartermaster.ops.doctor;

import dev.quartermaster.alerts.proof.AlertClaims;
import dev.quartermaster.db.Database;
import dev.quartermaster.db.proof.Claim;
import dev.quartermaster.db.proof.Counterexamples;
import dev.quartermaster.jobs.proof.RunClaims;
import dev.quartermaster.ops.audit.AuditChain;
import dev.quartermaster.ops.audit.TrailClaims;
import dev.quartermaster.ops.audit.Verified;
import dev.quartermaster.quota.period.Backlog;
import dev.quartermaster.quota.proof.LedgerClaims;
import dev.quartermaster.quota.proof.ShownProof;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Proves I1 to I8 of the design, each of one snapshot, beside whatever goes on. Changes nothing,
 * locks nothing, and needs no more memory for a larger database.
 */
public final class Invariants {

  /** In the order of their numbers. */
  public static final List<String> NAMES = List.of("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8");

  private static final String MEND =
      "keep the database as it is, take a dump, and report it with these examples: no command mends a broken invariant";

  /** A statement over a ledger of years takes its time. */
  private static final Duration PATIENCE = Duration.ofHours(2);

  private final Database database;
  private final Examination examination = new Examination();

  private Invariants(Database database) {
    this.database = database;
  }

  /** A check for each. */
  public static List<Check> prove(Database database) {
    return new Invariants(database).all();
  }

  private List<Check> all() {
    claims("I1", "each period is the sum of what was accepted for it", LedgerClaims.SUMS);
    proof("I2", this::settled);
    shown();
    claims("I5", "each batch is done once, by who has it, with its progress and events", batches());
    claims("I6", "no planned time has two runs", RunClaims.RUNS);
    claims("I7", "each alert is told or is seen not to be, and open once", AlertClaims.ALL);
    proof("I8", Invariants::trail);
    return examination.checks();
  }

  private static List<Claim> batches() {
    return Stream.concat(RunClaims.BATCHES.stream(), Stream.of(LedgerClaims.UNEVEN_EVENTS))
        .toList();
  }

  /** As {@code audit verify} does. */
  private static Check trail(Handle handle) {
    Verified verified = AuditChain.verify(handle);
    Broken unguarded = broken(handle, TrailClaims.ALL);
    Broken all =
        verified
            .bad()
            .map(
                bad ->
                    new Broken(
                        unguarded
                            .found()
                            .and(
                                Counterexamples.of(
                                    Stream.of("entry %d: %s".formatted(bad.number(), bad.says())))),
                        "the trail was changed; " + unguarded.says()))
            .orElse(unguarded);
    return judged(
        "I8",
        "what people did is on the trail, as it was written: %,d entries"
            .formatted(verified.entries()),
        all);
  }

  /** What is overdue is not lost: a run to come settles it. */
  private Check settled(Handle handle) {
    Backlog backlog = Backlog.now(handle);
    String waiting =
        backlog.periods() == 0
            ? "none waits"
            : "%,d that ended wait for a run".formatted(backlog.periods());
    return judged(
        "I2",
        "periods do not overlap, and each is settled once; " + waiting,
        broken(handle, LedgerClaims.PERIODS));
  }

  /** Both by one look at all accounts. */
  private void shown() {
    List<Check> both = new ArrayList<>();
    try {
      ShownProof.Found found = snapshot(ShownProof::of);
      both.add(
          judged(
              "I3",
              "shown use is the use since the boundary, of %,d accounts"
                  .formatted(found.accounts()),
              new Broken(found.used(), "accounts shown with another use or period than there is")));
      both.add(
          judged(
              "I4",
              "no next reset is in the past, of %,d accounts".formatted(found.accounts()),
              new Broken(
                  found.nextReset(), "accounts with a next reset that has passed or differs")));
    } catch (RuntimeException e) {
      both.clear();
      examination.check(
          "I3",
          () -> {
            throw e;
          });
      examination.check(
          "I4",
          () -> {
            throw e;
          });
    }
    both.forEach(examination::add);
  }

  private void claims(String name, String holds, List<Claim> claims) {
    proof(name, handle -> judged(name, holds, broken(handle, claims)));
  }

  private void proof(String name, Examination.Look look) {
    examination.check(name, () -> snapshot(look::at));
  }

  private <T> T snapshot(Database.Work<T> work) {
    return database.transactionWithin(
        PATIENCE,
        handle -> {
          handle.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
          return work.in(handle);
        });
  }

  /**
   * What breaks an invariant.
   *
   * @param says of the claims that do not hold, what breaks them
   */
  private record Broken(Counterexamples found, String says) {}

  private static Broken broken(Handle handle, List<Claim> claims) {
    Counterexamples all = Counterexamples.NONE;
    List<String> says = new ArrayList<>();
    for (Claim claim : claims) {
      Counterexamples found = claim.in(handle);
      if (found.count() > 0) {
        says.add("%,d %s".formatted(found.count(), claim.says()));
      }
      all = all.and(found);
    }
    return new Broken(all, String.join("; ", says));
  }

  private static Check judged(String name, String holds, Broken broken) {
    boolean isSound = broken.found().count() == 0;
    return new Check(
        name,
        isSound ? Check.State.OK : Check.State.WRONG,
        isSound ? holds : broken.says(),
        isSound ? "" : MEND,
        Optional.of(broken.found()));
  }
}
