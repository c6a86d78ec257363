package dev.quartermaster.ops.incident;

import dev.quartermaster.ops.doctor.Check;
import dev.quartermaster.ops.doctor.Invariants;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Replays the night, by ours and by the old way, on a scratch server. */
public final class Incident {

  private final Night night;
  private final Users users;
  private final Timeline timeline;

  private Incident(Night night, Consumer<Event> hears) {
    this.night = night;
    this.users = Users.of(night);
    this.timeline = new Timeline(hears);
  }

  /**
   * Goes through all of it; a minute or two.
   *
   * @param hears of each event as it happens, from several threads, one at a time
   * @throws NotShown when it does not come to its end
   * @throws Stopped when this process is being stopped
   */
  public static Result replay(Night night, Consumer<Event> hears) {
    Incident incident = new Incident(night, hears);
    Stage stage = Stage.open();
    try (stage) {
      return incident.on(stage);
    } catch (RuntimeException e) {
      throw stage.isStopped() ? new Stopped(e) : e;
    }
  }

  /** The stage was taken away because this process is to stop. */
  public static final class Stopped extends RuntimeException {
    Stopped(Throwable cause) {
      super(cause);
    }
  }

  private Result on(Stage stage) {
    timeline.say(Side.OURS, "a PostgreSQL of its own is up");
    User heavy = users.heavy(night);
    ExecutorService beside = Executors.newSingleThreadExecutor(Incident::daemon);
    try (OurNight ours = new OurNight(stage, night, users, timeline)) {
      ours.startNodes();
      OurStory story = new OurStory(ours, ours.begin(), timeline, heavy);
      OldStory oldStory = new OldStory(stage, ours, users, timeline);
      CompletableFuture<Old> old = CompletableFuture.supplyAsync(oldStory::live, beside);
      story.live();
      Old oldFigures = joined(old);
      ours.endReporting();
      Recount.Found recount = Recount.of(ours.database(), users, ours.resets(), ours.tally());
      List<Check> invariants = Invariants.prove(ours.database());
      Ours figures = story.figures(recount);
      timeline.say(Side.OURS, verdict(recount, invariants));
      return new Result(
          night,
          timeline.now(),
          figures,
          oldFigures,
          new Result.Told(
              timeline.events(),
              heavy.name().toString(),
              Stream.concat(story.samples().stream(), oldStory.samples().stream()).toList()),
          new Result.Marks(story.fault(), story.reboot(), oldStory.fault(), oldStory.reboot()),
          invariants);
    } finally {
      beside.shutdownNow();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "the old way");
    thread.setDaemon(true);
    return thread;
  }

  private static Old joined(CompletableFuture<Old> old) {
    try {
      return old.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static String verdict(Recount.Found recount, List<Check> invariants) {
    long broken = invariants.stream().filter(Check::isWrong).count();
    return "recounted %,d accounts: %,d wrong; %s"
        .formatted(
            recount.looked(),
            recount.wrong(),
            broken == 0
                ? "I1 to I8 hold"
                : "%d of %d invariants are BROKEN".formatted(broken, invariants.size()));
  }
}
