package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.jobs.batch.OutsideJob;
import dev.quartermaster.jobs.batch.RunLog;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fails when a certificate ends soon, or is not what it should be, and names each of them. */
public final class CertificateExpiry implements OutsideJob {

  /**
   * What is looked at.
   *
   * @param files paths, whose last part may be a pattern
   * @param warnBefore the end of a certificate
   * @param timeout of each endpoint, for the connection and for each answer
   */
  record Watched(
      List<String> files, List<TlsEndpoint> endpoints, Duration warnBefore, Duration timeout) {}

  private final Watched watched;
  private final InstantSource clock;

  /** Certificates are valid by the clock of the machine that uses them, not by the database's. */
  CertificateExpiry(Watched watched, InstantSource clock) {
    this.watched = watched;
    this.clock = clock;
  }

  /** Only who reads the certificates can tell: so it is whether somebody did. */
  @Override
  public Optional<Guarantee> guarantee() {
    return Optional.of(
        new Guarantee(
            "every certificate was looked at within two days, and none ends soon",
            """
            SELECT count(*)
              FROM schedule s
             CROSS JOIN LATERAL (
                   SELECT outcome, finished_at FROM run
                    WHERE schedule = s.name AND state = 'finished' AND outcome <> 'skipped'
                    ORDER BY planned_for DESC LIMIT 1) AS last
             WHERE s.name = 'certificate-expiry' AND s.dropped_at IS NULL
               AND (last.outcome <> 'succeeded' OR last.finished_at < qm_now() - interval '2 days')
            """));
  }

  @Override
  public void run(Assignment assignment) throws Failed, InterruptedException {
    RunLog log = assignment.log();
    if (watched.files().isEmpty() && watched.endpoints().isEmpty()) {
      log.line(
          "There is nothing to check: name files or endpoints in schedules.%s.settings."
              .formatted(assignment.schedule()));
      return;
    }
    Instant now = clock.instant();
    List<String> troubles = new ArrayList<>();
    for (Presented each : presented()) {
      each.lines(now).forEach(log::line);
      troubles.addAll(each.troubles(now, watched.warnBefore()));
    }
    if (!troubles.isEmpty()) {
      throw new Failed(String.join("; ", troubles));
    }
  }

  private List<Presented> presented() throws InterruptedException {
    List<Presented> all = new ArrayList<>();
    watched.files().forEach(file -> all.addAll(CertificateFiles.read(file)));
    for (TlsEndpoint endpoint : watched.endpoints()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("told to stop before all endpoints were asked");
      }
      all.add(endpoint.look(watched.timeout()));
    }
    return all;
  }
}
