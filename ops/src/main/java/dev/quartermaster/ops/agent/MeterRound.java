package dev.quartermaster.ops.agent;

import dev.quartermaster.ops.agent.meter.Advance;
import dev.quartermaster.ops.agent.meter.Meter;
import dev.quartermaster.ops.agent.meter.Owner;
import dev.quartermaster.ops.agent.meter.Seen;
import dev.quartermaster.ops.agent.spool.Report;
import dev.quartermaster.ops.agent.spool.Spool;
import dev.quartermaster.ops.agent.spool.Use;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** One reading: what was used since the last goes to the spool. */
final class MeterRound {

  private final Meter meter;
  private final Spool spool;
  private final InstantSource clock;

  /** The clock is the host's: it says when something was used, and is compared with nothing. */
  MeterRound(Meter meter, Spool spool, InstantSource clock) {
    this.meter = meter;
    this.spool = spool;
    this.clock = clock;
  }

  /**
   * Reads. When it fails nothing is lost: the next one counts from the same readings.
   *
   * @throws IOException when the counters cannot be read, or the spool not written
   */
  synchronized void read() throws IOException {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Seen seen = meter.read();
    Advance advance;
    do {
      advance = Advance.of(spool.readings(), seen, meter.remembersFor(), Report.MOST_RECORDS);
      spool.append(advance.readings(), uses(advance.used(), at));
    } while (!advance.isWhole());
  }

  private static List<Use> uses(Map<Owner, Long> used, Instant at) {
    return used.entrySet().stream()
        .map(entry -> use(entry.getKey(), entry.getValue(), at))
        .toList();
  }

  private static Use use(Owner owner, long micros, Instant at) {
    return new Use(owner.username(), owner.source(), micros, at);
  }
}
