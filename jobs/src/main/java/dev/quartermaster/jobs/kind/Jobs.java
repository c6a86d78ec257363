package dev.quartermaster.jobs.kind;

import dev.quartermaster.jobs.batch.Job;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Which job a schedule runs. */
public final class Jobs {

  private final Function<Work.BuiltIn, Optional<? extends Job>> builtIn;
  private final JobProviders providers;

  /** A job may be dear to make, and the engine asks for it every second. */
  private final Map<Work, Job> made = new ConcurrentHashMap<>();

  /**
   * What this process can run.
   *
   * @param builtIn by the name that {@link Work.BuiltIn} gives
   */
  public Jobs(Map<String, ? extends Job> builtIn, JobProviders providers) {
    this(work -> Optional.ofNullable(builtIn.get(work.job())), providers);
  }

  /**
   * What this process can run.
   *
   * @param builtIn makes a job of its settings; empty when it has none of that name
   */
  public Jobs(Function<Work.BuiltIn, Optional<? extends Job>> builtIn, JobProviders providers) {
    this.builtIn = builtIn;
    this.providers = providers;
  }

  /**
   * The job of a schedule; empty when this process does not have it, though another may. One that
   * cannot be made is there nevertheless: each run of it fails, and says why.
   */
  public Optional<Job> of(Schedule schedule) {
    try {
      return find(schedule.work());
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      // A user's jar may lack what it needs: its runs fail, and no other.
      return Optional.of(new UnusableJob(schedule.name(), e));
    }
  }

  private Optional<Job> find(Work work) {
    if (work instanceof Work.BuiltIn named) {
      Job known = made.get(named);
      Optional<Job> job =
          known == null ? builtIn.apply(named).map(Job.class::cast) : Optional.of(known);
      job.ifPresent(found -> made.put(named, found));
      return job;
    } else if (work instanceof Work.Java named) {
      return providers.find(named.job()).map(provider -> make(provider, named));
    } else if (work instanceof Work.Sql sql) {
      return Optional.of(new SqlJob(SqlStatement.parse(sql.statement()), sql.backlog()));
    } else if (work instanceof Work.Http http) {
      return Optional.of(new HttpJob(http));
    }
    return Optional.of(new CommandJob((Work.Command) work));
  }

  private Job make(JobProvider provider, Work.Java named) {
    return made.computeIfAbsent(named, work -> created(provider, named));
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
