package dev.quartermaster.ops.bench;

import dev.quartermaster.alerts.timetable.Interval;
import dev.quartermaster.db.DatabaseSettings;
import dev.quartermaster.jobs.batch.BatchObserver;
import dev.quartermaster.jobs.batch.BatchedJob;
import dev.quartermaster.jobs.batch.Engine;
import dev.quartermaster.jobs.node.JobNode;
import dev.quartermaster.jobs.schedule.BuiltInSchedules;
import dev.quartermaster.jobs.schedule.Schedule;
import dev.quartermaster.jobs.schedule.Schedule.When;
import dev.quartermaster.jobs.schedule.Schedule.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * A node for {@link FiringProcess}: it fires, and has nothing else to do. It says when it does, and
 * goes when its input ends.
 */
final class FiringNode {

  private static final int THREADS = 4;
  private static final int CONNECTIONS = 6;

  /** A run that finds nothing to do. */
  private static final class Nothing implements BatchedJob {
    @Override
    public Optional<String> cut(Handle handle, Optional<String> last, int size) {
      return Optional.empty();
    }

    @Override
    public long work(Handle handle, String slice) {
      return 0;
    }
  }

  private FiringNode() {}

  /** Side, node, URL, user, file of the password, number of schedules. */
  public static void main(String[] arguments) throws Exception {
    FiringSide side = FiringSide.valueOf(arguments[0]);
    Path password = Path.of(arguments[4]);
    DatabaseSettings database =
        new DatabaseSettings(
            arguments[2],
            new DatabaseSettings.Login(arguments[3], () -> read(password)),
            side.schema(),
            new DatabaseSettings.Pool(CONNECTIONS, arguments[1]));
    Declared declared = Declared.of(Integer.parseInt(arguments[5]));
    try (AutoCloseable node = start(side, arguments[1], database, declared)) {
      System.out.println(node.getClass().getSimpleName());
      if (System.in.read() >= 0) {
        throw new IllegalStateException("it takes no input");
      }
    }
  }

  private static AutoCloseable start(
      FiringSide side, String name, DatabaseSettings database, Declared declared) {
    return switch (side) {
      case OURS -> JobNode.start(database, new JobNode.Identity(name, "bench"), settings(declared));
      case PLAIN_QUARTZ -> PlainQuartz.start(database, declared);
    };
  }

  private static Engine.Settings settings(Declared declared) {
    Map<String, Schedule> schedules = new TreeMap<>();
    add(schedules, declared.eachMinute(), Duration.ofMinutes(1));
    add(schedules, declared.eachSecond(), Duration.ofSeconds(1));
    return new Engine.Settings(
        () -> schedules, schedule -> Optional.of(new Nothing()), THREADS, BatchObserver.NONE);
  }

  private static void add(Map<String, Schedule> schedules, List<String> names, Duration every) {
    Schedule like = Objects.requireNonNull(BuiltInSchedules.all().get("cpu-reset"));
    When when =
        new When(
            Interval.of(every),
            like.when().catchUp(),
            like.when().backfill(),
            like.when().overlap(),
            Duration.ZERO,
            0);
    for (String name : names) {
      schedules.put(
          name,
          new Schedule(
              name,
              true,
              new Work.BuiltIn("nothing", Map.of()),
              when,
              like.limits(),
              like.batching(),
              like.about()));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
