package dev.quartermaster.ops.doctor;

import dev.quartermaster.db.Database;
import dev.quartermaster.db.migration.Migrations;
import dev.quartermaster.db.migration.SchemaMismatch;
import dev.quartermaster.jobs.kind.JobProviders;
import dev.quartermaster.jobs.kind.Jobs;
import dev.quartermaster.jobs.watch.Watched;
import dev.quartermaster.ops.config.Configuration;
import dev.quartermaster.ops.node.Installation;
import dev.quartermaster.ops.node.NodeJobs;
import dev.quartermaster.ops.paging.ConfiguredChannels;
import java.util.List;

/** Looks at an installation. A new family of checks is a line here. */
public final class Doctor {

  /** What only the database tells. */
  public static final List<String> FAMILIES = List.of("server", "cluster", "schedules", "paging");

  private Doctor() {}

  /** What can be looked at without the database. */
  public static List<Check> machine(Installation installation) {
    Examination examination = new Examination();
    new MachineChecks(installation).make(examination);
    return examination.checks();
  }

  /**
   * What the database tells; without the product's tables, or where nobody knows what is declared,
   * only of the server.
   */
  public static List<Check> database(Installation installation, Database database) {
    Configuration configuration = installation.configurationOrDefaults();
    Examination examination = new Examination();
    ServerChecks server = new ServerChecks(database, configuration);
    server.make(examination);
    try {
      Migrations.check(database);
    } catch (SchemaMismatch mismatch) {
      return without(examination, "the tables are not of this version: see migrations");
    }
    server.makeWithTables(examination);
    if (installation.invalid().isPresent()) {
      return without(examination, "what is declared is not known: see configuration");
    }
    try (JobProviders providers = JobProviders.load(configuration.node().jobs())) {
      Jobs jobs = NodeJobs.of(configuration, providers);
      new ClusterChecks(database, configuration, jobs).make(examination);
      new WatchChecks(
              database,
              new Watched(
                  configuration::schedules,
                  jobs::of,
                  configuration.node().maxClockSkew(),
                  installation.data()),
              ConfiguredChannels.of(configuration).keySet())
          .make(examination);
    }
    return examination.checks();
  }

  private static List<Check> without(Examination examination, String why) {
    FAMILIES.stream().skip(1).forEach(name -> examination.add(Check.notLookedAt(name, why)));
    return examination.checks();
  }
}
