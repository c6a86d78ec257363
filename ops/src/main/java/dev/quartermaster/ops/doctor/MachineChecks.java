package dev.quartermaster.ops.doctor;

import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.batch.OutsideJob;
import dev.quartermaster.jobs.batch.OutsideJob.Assignment;
import dev.quartermaster.jobs.catchup.Missed;
import dev.quartermaster.jobs.kind.JobProviders;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.config.Problem;
import dev.quartermaster.ops.node.Installation;
import dev.quartermaster.ops.node.NodeJobs;
import dev.quartermaster.ops.paging.Rehearsal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What can be told without the database: configuration, routes, certificates, disk, pool. */
final class MachineChecks {

  private static final long GIB = 1L << 30;
  private static final String CERTIFICATES = "certificate-expiry";

  private final Installation installation;
  private final Configuration configuration;

  MachineChecks(Installation installation) {
    this.installation = installation;
    this.configuration = installation.configuration();
  }

  void make(Examination examination) {
    examination.check("configuration", this::configuration);
    examination.check("routes", this::routes);
    examination.check("certificates", this::certificates);
    examination.check("disk", this::disk);
    examination.check("pool", this::pool);
  }

  private Check configuration() {
    List<Problem> warnings = installation.effective().warnings();
    String file = installation.file().map(Path::toString).orElse("no file: the defaults");
    return warnings.isEmpty()
        ? Check.ok("configuration", "valid (%s)".formatted(file))
        : Check.wrong(
            "configuration",
            "valid, but: " + warnings.get(0) + more(warnings.size() - 1),
            "see 'config check'; mend it there");
  }

  private static String more(int others) {
    return others == 0 ? "" : " (and %d more)".formatted(others);
  }

  private Check routes() {
    List<Rehearsal.Told> all = Rehearsal.of(configuration);
    List<String> nobody =
        all.stream().filter(Rehearsal.Told::reachesNobody).map(Rehearsal.Told::name).toList();
    if (nobody.isEmpty()) {
      return Check.ok(
          "routes",
          "each of %d schedules, monitors and alerts reaches somebody".formatted(all.size()));
    }
    return Check.wrong(
        "routes",
        nobody.size() == all.size()
            ? "nobody is told of anything critical: only the log"
            : "%d of %d reach nobody but the log, such as %s"
                .formatted(nobody.size(), all.size(), nobody.get(0)),
        "add a channel and a route for it in quartermaster.yaml; 'alerts routes' shows all");
  }

  /** By the job itself: what it would fail with is what is wrong. */
  private Check certificates() {
    Schedule schedule = configuration.schedules().get(CERTIFICATES);
    try (JobProviders none = JobProviders.load(Optional.empty())) {
      Optional<Job> job =
          Optional.ofNullable(schedule)
              .flatMap(declared -> NodeJobs.of(configuration, none).of(declared));
      return schedule != null && job.orElse(null) instanceof OutsideJob look
          ? certificates(schedule, look)
          : Check.notLookedAt("certificates", "there is no schedule " + CERTIFICATES);
    }
  }

  private static Check certificates(Schedule schedule, OutsideJob look) {
    List<String> lines = new ArrayList<>();
    try {
      look.run(
          new Assignment(
              schedule.name(),
              0,
              Instant.EPOCH,
              Missed.NONE,
              1,
              Duration.ofMinutes(1),
              lines::add));
    } catch (OutsideJob.Failed e) {
      return Check.wrong(
          "certificates",
          String.valueOf(e.getMessage()),
          "renew it in place: nodes read it anew; see ops/runbooks/certificate-expiry.md");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Check.notLookedAt("certificates", "interrupted");
    }
    return lines.stream().anyMatch(line -> line.contains("days left"))
        ? Check.ok("certificates", String.join("; ", lines))
        : Check.notLookedAt("certificates", "none is configured");
  }

  /** Of the data directory; the database's own is told by the watch, where it can be seen. */
  private Check disk() {
    Path directory = existing(installation.directory().toAbsolutePath());
    try {
      FileStore store = Files.getFileStore(directory);
      long free = store.getUsableSpace();
      String detail =
          "%.1f of %.1f GiB are free for %s"
              .formatted(free / (double) GIB, store.getTotalSpace() / (double) GIB, directory);
      return free < GIB
          ? Check.wrong(
              "disk", detail, "make room, or move it: --data-dir, or the file that --config names")
          : Check.ok("disk", detail);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path existing(Path path) {
    Path parent = path.getParent();
    return Files.exists(path) || parent == null ? path : existing(parent);
  }

  /** A worker has a connection of its own while it works, and one cuts the next batch. */
  private Check pool() {
    int size = configuration.database().poolSize();
    int wanted = configuration.node().workers() + 1;
    String detail =
        "database.pool-size is %d, for %d workers".formatted(size, configuration.node().workers());
    return size < wanted
        ? Check.wrong(
            "pool",
            detail,
            "set database.pool-size to %d or more, or node.workers to %d or fewer"
                .formatted(wanted, size - 1))
        : Check.ok("pool", detail);
  }
}
