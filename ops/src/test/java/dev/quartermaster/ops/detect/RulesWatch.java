package dev.quartermaster.ops.detect;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Prometheus by our rules, and the Alertmanager that it tells. */
record RulesWatch(RealPrometheus prometheus, Duty alertmanager) implements AutoCloseable {

  /** Of an installation that pages over Alertmanager itself. */
  static RulesWatch start(Path directory, Installation of) {
    Duty alertmanager = (Duty) of.receiver();
    return new RulesWatch(
        RealPrometheus.start(directory, of.address(), alertmanager.port()), alertmanager);
  }

  /** The first that was told after this. */
  Optional<Taken> page(Instant after) {
    return alertmanager.byRules().stream().filter(page -> page.at().isAfter(after)).findFirst();
  }

  @Override
  public void close() {
    prometheus.close();
  }
}
