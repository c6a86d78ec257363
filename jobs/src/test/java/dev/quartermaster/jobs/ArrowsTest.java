package dev.quartermaster.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between modules, as the design has them: jobs → {quota, alerts} → db. */
@AnalyzeClasses(packages = "dev.quartermaster", importOptions = DoNotIncludeTests.class)
class ArrowsTest {

  @ArchTest
  static final ArchRule db_knows_no_other_module =
      noClasses()
          .that()
          .resideInAPackage("..quartermaster.db..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "..quartermaster.quota..", "..quartermaster.alerts..", "..quartermaster.jobs..");

  @ArchTest
  static final ArchRule quota_and_alerts_do_not_know_each_other =
      noClasses()
          .that()
          .resideInAPackage("..quartermaster.quota..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..quartermaster.alerts..", "..quartermaster.jobs..");

  @ArchTest
  static final ArchRule alerts_know_neither_quota_nor_jobs =
      noClasses()
          .that()
          .resideInAPackage("..quartermaster.alerts..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..quartermaster.quota..", "..quartermaster.jobs..");

  @ArchTest
  static final ArchRule quartz_stays_in_its_room =
      noClasses()
          .that()
          .resideOutsideOfPackage("..quartermaster.jobs.quartz..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.quartz..");

  @ArchTest
  static final ArchRule runs_and_batches_do_not_know_who_fires_them =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..jobs.run..", "..jobs.batch..", "..jobs.catchup..", "..jobs.builtin..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..jobs.quartz..");
}
