package dev.quartermaster.jobs.run;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32C;

/** How long after its planned time a run starts: always the same for the same planned time. */
final class Jitter {

  private Jitter() {}

  static Duration of(Planned planned) {
    long most = planned.when().jitter().toMillis();
    if (most == 0) {
      return Duration.ZERO;
    }
    CRC32C sum = new CRC32C();
    sum.update((planned.schedule() + " " + planned.at()).getBytes(StandardCharsets.UTF_8));
    return Duration.ofMillis(sum.getValue() % (most + 1));
  }
}
