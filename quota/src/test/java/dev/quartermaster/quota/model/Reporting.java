package dev.quartermaster.quota.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quartermaster.quota.account.Username;
import dev.quartermaster.quota.charge.ChargeOutcome;
import dev.quartermaster.quota.charge.ChargePolicy;
import dev.quartermaster.quota.charge.Charges;
import dev.quartermaster.quota.charge.UsageRecord;
import dev.quartermaster.quota.charge.UsageReport;
import dev.quartermaster.quota.model.Model.Kept;
import dev.quartermaster.quota.model.Model.Outcome;
import dev.quartermaster.quota.model.Model.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Reports on their way, through several processes that charge. */
final class Reporting {

  private static final int REMEMBERED = 200;

  private final Play play;
  private final Reporters reporters;
  private final List<Charges> processes;
  private final List<Report> sent = new ArrayList<>();
  private final List<Report> held = new ArrayList<>();

  Reporting(Play play) {
    this.play = play;
    this.reporters = new Reporters(play);
    this.processes =
        Stream.generate(() -> new Charges(play.database(), ChargePolicy.DEFAULT)).limit(3).toList();
    play.database().run(Reporting::setCrashes);
  }

  /** When armed, ends its own connection at the end of a charge, before it commits. */
  private static void setCrashes(Handle handle) {
    handle.execute("DROP TABLE IF EXISTS crash; CREATE TABLE crash ()");
    handle.execute(
        """
        CREATE OR REPLACE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql
          AS $$ BEGIN
            IF EXISTS (SELECT FROM crash) THEN
              PERFORM pg_terminate_backend(pg_backend_pid());
            END IF;
            RETURN NULL;
          END $$
        """);
    handle.execute(
        "CREATE OR REPLACE TRIGGER crash AFTER INSERT ON usage_record"
            + " FOR EACH STATEMENT EXECUTE FUNCTION crash()");
  }

  /** New reports, late ones that were held back, and now and then one twice. */
  void report() {
    List<Report> reports = new ArrayList<>();
    IntStream.rangeClosed(0, play.chance.below(3)).forEach(i -> reports.add(reporters.next()));
    if (play.chance.once(8)) {
      held.add(reports.remove(0));
    }
    if (!held.isEmpty() && play.chance.once(6)) {
      reports.add(held.remove(play.chance.below(held.size())));
    }
    if (!reports.isEmpty() && play.chance.once(20)) {
      reports.add(reports.get(0));
    }
    send(reports);
  }

  /** Something that is used just now. */
  void now(String user) {
    send(List.of(reporters.now(user)));
  }

  /** The last report or one of long ago, once more. */
  void again() {
    if (!sent.isEmpty()) {
      send(List.of(play.chance.once(2) ? sent.get(sent.size() - 1) : play.chance.of(sent)));
    }
  }

  /** A connection that is killed before the charge is committed; then the report comes again. */
  void killed() {
    Report report = reporters.next();
    play.tell("killed while charging %s, then:".formatted(report));
    play.database().run(handle -> handle.execute("INSERT INTO crash DEFAULT VALUES"));
    boolean failed = fails(List.of(report));
    play.database().run(handle -> handle.execute("DELETE FROM crash"));
    if (!failed) {
      // Nothing of it could be charged, so nothing was written.
      assertThat(play.model.charge(report).accepted()).isZero();
    } else if (play.chance.once(3)) {
      held.add(report);
    } else {
      send(List.of(report));
    }
  }

  private boolean fails(List<Report> reports) {
    try {
      play.chance.of(processes).charge(reports.stream().map(Reporting::product).toList());
      return false;
    } catch (RuntimeException e) {
      assertThat(e).hasStackTraceContaining("terminating connection");
      return true;
    }
  }

  private void send(List<Report> reports) {
    List<ChargeOutcome> outcomes =
        play.chance.of(processes).chargeEach(reports.stream().map(Reporting::product).toList());
    play.database().run(handle -> compare(handle, reports, outcomes));
  }

  private void compare(Handle handle, List<Report> reports, List<ChargeOutcome> outcomes) {
    for (int i = 0; i < reports.size(); i++) {
      Report report = reports.get(i);
      play.tell("charge %s".formatted(report));
      Outcome expected = play.model.charge(report);
      assertThat(plain(outcomes.get(i))).as("outcome of %s", report).isEqualTo(expected);
      if (expected.duplicates() == 0) {
        assertThat(kept(handle, report)).as("kept of %s", report).isEqualTo(play.model.lastKept());
      }
      report.uses().forEach(use -> play.touched.add(use.account()));
      remember(report);
    }
  }

  private void remember(Report report) {
    sent.add(report);
    if (sent.size() > REMEMBERED) {
      sent.remove(play.chance.below(REMEMBERED));
    }
  }

  private static Map<Kept, Long> kept(Handle handle, Report report) {
    return handle
        .createQuery(
            """
            SELECT a.username, r.period_start, r.charged, sum(r.cpu_us)
              FROM usage_record r JOIN account a ON a.id = r.account_id
             WHERE r.reporter = :reporter AND r.sequence = :sequence AND r.received_at = qm_now()
             GROUP BY 1, 2, 3
            """)
        .bind("reporter", report.reporter())
        .bind("sequence", report.sequence())
        .reduceRows(
            new HashMap<Kept, Long>(),
            (kept, row) -> {
              Kept key =
                  new Kept(
                      row.getColumn(1, String.class),
                      row.getColumn(2, Instant.class),
                      row.getColumn(3, Boolean.class));
              kept.put(key, row.getColumn(4, Long.class));
              return kept;
            });
  }

  private static Outcome plain(ChargeOutcome outcome) {
    return new Outcome(
        outcome.accepted(),
        outcome.duplicates(),
        outcome.rejected().size(),
        outcome.cpu().micros());
  }

  private static UsageReport product(Report report) {
    return new UsageReport(
        report.reporter(),
        report.sequence(),
        report.uses().stream()
            .map(
                use ->
                    new UsageRecord(
                        Username.of(use.account()), use.source(), Play.cpu(use.micros()), use.at()))
            .toList());
  }
}
