package dev.quartermaster.jobs.kind;

import dev.quartermaster.jobs.batch.OutsideJob.Assignment;
import dev.quartermaster.jobs.batch.RunLog;
import dev.quartermaster.jobs.catchup.Missed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** One run of a job outside, with the lines that it left. */
final class Said implements RunLog {

  final List<String> lines = new CopyOnWriteArrayList<>();

  @Override
  public void line(String text) {
    lines.add(text);
  }

  Assignment assignment() {
    return new Assignment(
        "nightly",
        42,
        Instant.parse("2025-06-10T03:30:00Z"),
        new Missed(
            3,
            Optional.of(Instant.parse("2025-06-07T03:30:00Z")),
            Optional.of(Instant.parse("2025-06-09T03:30:00Z"))),
        2,
        Duration.ofMinutes(1),
        this);
  }
}
