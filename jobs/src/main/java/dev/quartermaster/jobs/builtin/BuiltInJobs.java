package dev.quartermaster.jobs.builtin;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Guarantee;
import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.builtin.CertificateExpiry.Watched;
import dev.quartermaster.quota.expiry.ExpiryRule;
import dev.quartermaster.quota.usage.Retention;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Every job that is compiled in, by the name that schedules use. */
public final class BuiltInJobs {

  /** How each is made, with what its schedule sets. */
  private static final Map<String, BiFunction<Retention, Settings, Job>> MADE = made();

  private final Retention retention;

  /** With how long usage is kept. */
  public BuiltInJobs(Retention retention) {
    this.retention = retention;
  }

  private static Map<String, BiFunction<Retention, Settings, Job>> made() {
    Map<String, BiFunction<Retention, Settings, Job>> made = new LinkedHashMap<>();
    made.put("cpu-reset", (retention, settings) -> new CpuReset());
    made.put("plan-changes", (retention, settings) -> new PlanChanges());
    made.put("usage-rollup", (retention, settings) -> new UsageRollup());
    made.put("usage-retention", (retention, settings) -> new UsageRetention(retention));
    made.put("run-retention", (retention, settings) -> runRetention(settings));
    made.put("tarpit-sweep", (retention, settings) -> new TarpitSweep());
    made.put("canary", (retention, settings) -> new Canary());
    made.put("drill", (retention, settings) -> new Drill());
    made.put("certificate-expiry", (retention, settings) -> certificateExpiry(settings));
    made.put("standby-ready", (retention, settings) -> standbyReady(settings));
    made.put("expire-unregistered", (retention, settings) -> expireUnregistered(settings));
    return Collections.unmodifiableMap(made);
  }

  public static Set<String> names() {
    return MADE.keySet();
  }

  /**
   * Makes a job.
   *
   * @param settings of it, by name; what is not given has its default
   * @throws IllegalArgumentException names the job or the setting that is wrong, and the mend
   */
  public Job create(String name, Map<String, String> settings) {
    BiFunction<Retention, Settings, Job> maker = MADE.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(
          "there is no built-in job '%s'; there are %s"
              .formatted(name, String.join(", ", names())));
    }
    Settings read = new Settings(name, settings);
    Job job = maker.apply(retention, read);
    read.refuseOthers();
    return job;
  }

  private static Job runRetention(Settings settings) {
    return new RunRetention(settings.duration("keep", Duration.ofDays(30)));
  }

  private static Job expireUnregistered(Settings settings) {
    Optional<String> plan = settings.text("plan");
    Duration unusedFor = settings.duration("unused-for", Duration.ofDays(90));
    Duration warnBefore = settings.duration("warn-before", Duration.ofDays(7));
    // A plan that was misspelt is told of first.
    settings.refuseOthers();
    return new ExpireUnregistered(
        new ExpiryRule(
            plan.orElseThrow(
                () ->
                    settings.missing(
                        "plan", "name the plan whose accounts expire when nobody uses them")),
            unusedFor,
            warnBefore));
  }

  private static Job standbyReady(Settings settings) {
    return new StandbyReady(
        new StandbyNeeds(
            Math.toIntExact(settings.number("min-standbys", 1, 100, 1)),
            settings.duration("max-lag", Duration.ofSeconds(30)),
            // Sixteen segments of WAL.
            settings.number("max-lag-bytes", 0, Long.MAX_VALUE, 256 * 1024 * 1024),
            settings.yesOrNo("slots", true)));
  }

  private static Job certificateExpiry(Settings settings) {
    List<String> files = new ArrayList<>(settings.words("files"));
    // The product's own; a path may hold blanks.
    settings.text("own-certificate").ifPresent(files::add);
    return new CertificateExpiry(
        new Watched(
            List.copyOf(files),
            settings.each("endpoints", TlsEndpoint::parse),
            settings.duration("warn-before", Duration.ofDays(21)),
            settings.duration("timeout", Duration.ofSeconds(10))),
        InstantSource.system());
  }

  /** What each stands for by its default settings; those that cannot be asked for are left out. */
  public Map<String, Guarantee> guarantees() {
    Map<String, Guarantee> guarantees = new LinkedHashMap<>();
    withoutSettings()
        .forEach((name, job) -> job.guarantee().ifPresent(g -> guarantees.put(name, g)));
    return guarantees;
  }

  /** Those that are batched and need no settings, with how long usage is kept. */
  public static Map<String, BatchedJob> all(Retention retention) {
    return new BuiltInJobs(retention).batched();
  }

  private Map<String, BatchedJob> batched() {
    Map<String, BatchedJob> batched = new HashMap<>();
    withoutSettings()
        .forEach(
            (name, job) -> {
              if (job instanceof BatchedJob its) {
                batched.put(name, its);
              }
            });
    return batched;
  }

  private Map<String, Job> withoutSettings() {
    Map<String, Job> jobs = new LinkedHashMap<>();
    names().stream()
        .filter(name -> !name.equals("expire-unregistered"))
        .forEach(name -> jobs.put(name, create(name, Map.of())));
    return jobs;
  }
}
