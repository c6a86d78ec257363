package dev.quartermaster.jobs.kind;

import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which job a schedule runs. */
public final class Jobs {

  private final Map<String, BatchedJob> builtIn;
  private final JobProviders providers;

  /** A user's job may be dear to make, and the engine asks for it every second. */
  private final Map<Work.Java, Job> made = new ConcurrentHashMap<>();

  /**
   * What this process can run.
   *
   * @param builtIn by the name that {@link Work.BuiltIn} gives
   */
  public Jobs(Map<String, BatchedJob> builtIn, JobProviders providers) {
    this.builtIn = Map.copyOf(builtIn);
    this.providers = providers;
  }

  /**
   * The job of a schedule; empty when this process does not have it, though another may. One that
   * cannot be made is there nevertheless: each run of it fails, and says why.
   */
  public Optional<Job> of(Schedule schedule) {
    try {
      return find(schedule.work());
    } catch (RuntimeException e) {
      return Optional.of(new UnusableJob(schedule.name(), e));
    }
  }

  private Optional<Job> find(Work work) {
    if (work instanceof Work.BuiltIn named) {
      return Optional.ofNullable(builtIn.get(named.job()));
    } else if (work instanceof Work.Java named) {
      return providers.find(named.job()).map(provider -> make(provider, named));
    } else if (work instanceof Work.Sql sql) {
      return Optional.of(new SqlJob(SqlStatement.parse(sql.statement())));
    } else if (work instanceof Work.Http http) {
      return Optional.of(new HttpJob(http));
    }
    return Optional.of(new CommandJob((Work.Command) work));
  }

  private Job make(JobProvider provider, Work.Java named) {
    return made.computeIfAbsent(named, work -> created(provider, work));
  }

  private static Job created(JobProvider provider, Work.Java work) {
    Job job = provider.create(work.settings());
    if (job == null) {
      throw new IllegalArgumentException(
          "%s made no job of its settings; have create() return one"
              .formatted(provider.getClass().getName()));
    }
    return job;
  }
}
